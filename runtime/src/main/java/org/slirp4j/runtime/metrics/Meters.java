package org.slirp4j.runtime.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.slirp4j.runtime.engine.Engine;

/**
 * One engine's counters as text, for a process with one engine.
 *
 * <pre>
 *   slirp4j.packets{direction=from_container} 4711
 *   slirp4j.drops{reason=bad_ip_header} 1
 *   slirp4j.relay.tcp_flows 12
 * </pre>
 */
public final class Meters {
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @SuppressWarnings("unused") // held, because the registry holds only weakly what it reads
  private final EngineMeters meters;

  /** Makes meters that read the engine's counters. */
  public Meters(Engine engine) {
    meters = new EngineMeters(registry, engine.insight(), Tags.empty());
  }

  /** Returns the sum of the counters called {@code name}, without the prefix, over all tags. */
  public long count(String name) {
    double sum = 0;
    for (FunctionCounter counter : registry.find(EngineMeters.PREFIX + name).functionCounters()) {
      sum += counter.count();
    }
    return (long) sum;
  }

  /** Returns a line per counter that is not zero, sorted by name. */
  public String text() {
    List<String> lines = new ArrayList<>();
    for (Meter meter : registry.getMeters()) {
      if (meter instanceof FunctionCounter counter && counter.count() >= 1) {
        lines.add(name(meter) + " " + (long) counter.count() + "\n");
      }
    }
    lines.sort(null);
    return String.join("", lines);
  }

  private static String name(Meter meter) {
    StringJoiner tags = new StringJoiner(",", "{", "}").setEmptyValue("");
    for (Tag tag : meter.getId().getTagsAsIterable()) {
      tags.add(tag.getKey() + "=" + tag.getValue());
    }
    return meter.getId().getName() + tags;
  }
}
