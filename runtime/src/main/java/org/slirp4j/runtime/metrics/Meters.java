package org.slirp4j.runtime.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;

/**
 * An engine's counters as Micrometer meters.
 *
 * <pre>
 *   slirp4j.frames.in  slirp4j.bytes.out  …       the protocol machine's
 *   slirp4j.drops{reason=bad_ip_header}            one per {@link DropReason}
 *   slirp4j.relay.tcp_flows                        one per {@link RelayCounter}
 * </pre>
 */
public final class Meters {
  private static final String PREFIX = "slirp4j.";

  private final MeterRegistry registry = new SimpleMeterRegistry();

  /** Makes meters that read the engine's counters. */
  public Meters(Engine engine) {
    bind(engine.stackCounters());
    bind(engine.relayCounters());
  }

  private void bind(Counters stack) {
    counter("frames.in", stack, Counters::framesIn);
    counter("bytes.in", stack, Counters::bytesIn);
    counter("frames.out", stack, Counters::framesOut);
    counter("bytes.out", stack, Counters::bytesOut);
    counter("tcp.opened", stack, Counters::opened);
    counter("tcp.retransmits", stack, Counters::retransmits);
    for (DropReason reason : DropReason.values()) {
      FunctionCounter.builder(PREFIX + "drops", stack, counts -> counts.drops(reason))
          .tag("reason", lower(reason))
          .register(registry);
    }
  }

  private void bind(RelayCounters relays) {
    for (RelayCounter counter : RelayCounter.values()) {
      counter("relay." + lower(counter), relays, counts -> counts.get(counter));
    }
  }

  private <T> void counter(String name, T counts, ToDoubleFunction<T> value) {
    FunctionCounter.builder(PREFIX + name, counts, value).register(registry);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the sum of the counters called {@code name}, without the prefix, over all tags. */
  public long count(String name) {
    double sum = 0;
    for (FunctionCounter counter : registry.find(PREFIX + name).functionCounters()) {
      sum += counter.count();
    }
    return (long) sum;
  }

  /** Returns a line per meter that is not zero, sorted by name. */
  public String text() {
    List<String> lines = new ArrayList<>();
    for (Meter meter : registry.getMeters()) {
      if (meter instanceof FunctionCounter counter && counter.count() != 0) {
        lines.add(name(meter) + " " + (long) counter.count() + "\n");
      }
    }
    lines.sort(null);
    return String.join("", lines);
  }

  private static String name(Meter meter) {
    String reason = meter.getId().getTag("reason");
    String name = meter.getId().getName();
    return reason == null ? name : name + "{reason=" + reason + "}";
  }
}
