package org.slirp4j.runtime.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slirp4j.runtime.control.RuleInfo;

/**
 * The meters of one forwarding rule, or of all that a container has made come by itself: it may
 * listen on one port after another, and is not to make a new series with each. They show what was
 * told last.
 *
 * <p>What a rule has carried that is there no more, or counts from zero again, stays counted.
 */
final class RuleMeters {
  private static final String AUTOMATIC = "auto";

  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();
  private final String container;
  private final boolean automatic;
  private Map<Long, RuleInfo> told = new HashMap<>();
  private final long[] carriedBefore = new long[Carried.values().length];

  /** What only ever grows. */
  private enum Carried {
    CONNECTIONS,
    TO_TARGET,
    TO_CLIENT;

    long of(RuleInfo rule) {
      return switch (this) {
        case CONNECTIONS -> rule.connections();
        case TO_TARGET -> rule.bytesIn();
        case TO_CLIENT -> rule.bytesOut();
      };
    }
  }

  /** Returns what those rules have in common that share their meters. */
  static String key(RuleInfo rule) {
    return rule.container() + " " + label(rule) + " " + rule.rule().protocol();
  }

  private static String label(RuleInfo rule) {
    return rule.source().equals(AUTOMATIC) ? AUTOMATIC : Long.toString(rule.id());
  }

  /** Adds meters to a registry for rules whose {@link #key} is that of {@code first}. */
  RuleMeters(MeterRegistry registry, RuleInfo first) {
    this.registry = registry;
    this.container = first.container();
    this.automatic = first.source().equals(AUTOMATIC);
    Tags tags =
        Tags.of(
            "container", container,
            "rule", label(first),
            "protocol", first.rule().protocol(),
            "source", first.source());
    counter(
        "slirp4j.forward.connections",
        "Connections or UDP sessions that came by a rule",
        Carried.CONNECTIONS,
        tags);
    meters.add(
        Gauge.builder("slirp4j.forward.open", this, RuleMeters::open)
            .description("Connections or UDP sessions that are there now")
            .tags(tags)
            .register(registry));
    String bytes = "slirp4j.forward.bytes";
    String help = "Payload that a rule has carried";
    counter(bytes, help, Carried.TO_TARGET, tags.and("direction", "to_target"));
    counter(bytes, help, Carried.TO_CLIENT, tags.and("direction", "to_client"));
  }

  private void counter(String name, String help, Carried carried, Tags tags) {
    meters.add(
        FunctionCounter.builder(name, this, it -> it.sum(carried))
            .description(help)
            .tags(tags)
            .register(registry));
  }

  private long sum(Carried carried) {
    long sum = carriedBefore[carried.ordinal()];
    for (RuleInfo rule : told.values()) {
      sum += carried.of(rule);
    }
    return sum;
  }

  private long open() {
    long open = 0;
    for (RuleInfo rule : told.values()) {
      open += rule.open();
    }
    return open;
  }

  /** Shows what the rules have become. */
  void update(List<RuleInfo> rules) {
    Map<Long, RuleInfo> now = new HashMap<>();
    for (RuleInfo rule : rules) {
      now.put(rule.id(), rule);
    }
    for (RuleInfo before : told.values()) {
      RuleInfo rule = now.get(before.id());
      if (rule == null || rule.connections() < before.connections()) {
        for (Carried carried : Carried.values()) {
          carriedBefore[carried.ordinal()] += carried.of(before);
        }
      }
    }
    told = now;
  }

  /** Returns the name of the container whose rules they are. */
  String container() {
    return container;
  }

  /** Tells whether other rules of the same container may come under them. */
  boolean isAutomatic() {
    return automatic;
  }

  /** Takes the meters out of the registry. */
  void remove() {
    meters.forEach(registry::remove);
    meters.clear();
  }
}
