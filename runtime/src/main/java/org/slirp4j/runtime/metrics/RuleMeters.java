package org.slirp4j.runtime.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import org.slirp4j.runtime.control.RuleInfo;

/** The meters of one forwarding rule. They show it as it was told last. */
final class RuleMeters {
  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();
  private volatile RuleInfo rule;

  /** Adds a rule's meters to a registry. */
  RuleMeters(MeterRegistry registry, RuleInfo rule) {
    this.registry = registry;
    this.rule = rule;
    Tags tags =
        Tags.of(
            "container", rule.container(),
            "rule", Long.toString(rule.id()),
            "protocol", rule.rule().protocol(),
            "source", rule.source());
    meters.add(
        FunctionCounter.builder("slirp4j.forward.connections", this, it -> it.rule.connections())
            .description("Connections or UDP sessions that came by a rule")
            .tags(tags)
            .register(registry));
    meters.add(
        Gauge.builder("slirp4j.forward.open", this, it -> it.rule.open())
            .description("Connections or UDP sessions that are there now")
            .tags(tags)
            .register(registry));
    bytes("to_target", it -> it.bytesIn(), tags);
    bytes("to_client", it -> it.bytesOut(), tags);
  }

  /** How much a rule has carried one way. */
  private interface Carried {
    long of(RuleInfo rule);
  }

  private void bytes(String direction, Carried carried, Tags tags) {
    meters.add(
        FunctionCounter.builder("slirp4j.forward.bytes", this, it -> carried.of(it.rule))
            .description("Payload that a rule has carried")
            .tags(tags.and("direction", direction))
            .register(registry));
  }

  /** Shows what the rule has become. */
  void update(RuleInfo now) {
    rule = now;
  }

  /** Returns the name of the container whose rule it is. */
  String container() {
    return rule.container();
  }

  /** Takes the meters out of the registry. */
  void remove() {
    meters.forEach(registry::remove);
    meters.clear();
  }
}
