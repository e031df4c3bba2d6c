package org.slirp4j.runtime.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.runtime.engine.Insight;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.buffer.BufferPool;

/**
 * The meters of one engine in a registry, until they are removed. They read the engine's own fields
 * when they are read themselves, on the reader's thread.
 */
final class EngineMeters {
  static final String PREFIX = "slirp4j.";
  private static final double NANOS_PER_SECOND = 1e9;

  private final MeterRegistry registry;
  private final Tags tags;
  private final List<Meter> meters = new ArrayList<>();

  // The registry holds what it reads weakly; this holds it as long as the meters are wanted.
  private final Insight insight;

  /** Adds an engine's meters to a registry, each with {@code tags}. */
  EngineMeters(MeterRegistry registry, Insight insight, Tags tags) {
    this.registry = registry;
    this.insight = insight;
    this.tags = tags;
    traffic(insight.stack());
    flows();
    for (RelayCounter counter : RelayCounter.values()) {
      relay(insight.relays(), counter);
    }
    loop();
    buffers("large", insight.largeBuffers());
    buffers("small", insight.smallBuffers());
    gauge("sockets", "Host sockets that are open", Tags.empty(), Insight::openSockets);
  }

  private void traffic(Counters stack) {
    Tags from = Tags.of("direction", "from_container");
    Tags to = Tags.of("direction", "to_container");
    String packets = "Packets on the container's TAP; one that the kernel will cut counts once";
    String bytes = "Bytes on the container's TAP, Ethernet headers included";
    counter("packets", packets, from, stack, Counters::framesIn);
    counter("packets", packets, to, stack, Counters::framesOut);
    counter("bytes", bytes, from, stack, Counters::bytesIn);
    counter("bytes", bytes, to, stack, Counters::bytesOut);
    String retransmits = "TCP segments to the container that were sent again";
    counter("tcp.retransmits", retransmits, Tags.empty(), stack, Counters::retransmits);
    for (DropReason reason : DropReason.values()) {
      Tags why = Tags.of("reason", lower(reason));
      String drops = "Packets, or pieces of one, that went no further";
      counter("drops", drops, why, stack, counts -> counts.drops(reason));
    }
  }

  private void flows() {
    for (FlowInfo.Protocol protocol : FlowInfo.Protocol.values()) {
      Tags of = Tags.of("protocol", lower(protocol));
      gauge("flows.open", "Flows that are there now", of, in -> in.openFlows(protocol));
      String opened = "Flows so far";
      counter("flows.opened", opened, of, insight.stack(), counts -> counts.opened(protocol));
    }
  }

  private void relay(RelayCounters relays, RelayCounter counter) {
    String name = "relay." + lower(counter);
    counter(name, "See RelayCounter", Tags.empty(), relays, counts -> counts.get(counter));
  }

  private void loop() {
    meters.add(
        FunctionCounter.builder(
                PREFIX + "loop.busy", insight, in -> in.turns().sumNanos() / NANOS_PER_SECOND)
            .description("Time that the loop was at work; its rate is the busy share")
            .baseUnit("seconds")
            .tags(tags)
            .register(registry));
    meters.add(
        Gauge.builder(
                PREFIX + "loop.turn.longest",
                insight,
                in -> in.longestTurnNanos() / NANOS_PER_SECOND)
            .description("The loop's longest turn in the last minute")
            .baseUnit("seconds")
            .tags(tags)
            .register(registry));
  }

  private void buffers(String size, BufferPool pool) {
    Tags of = Tags.of("size", size);
    poolGauge("buffers.used", "Native buffers that hold something", of, pool, BufferPool::inUse);
    poolGauge("buffers.bound", "Native buffers there may be", of, pool, BufferPool::capacity);
  }

  private void poolGauge(
      String name, String help, Tags more, BufferPool pool, ToDoubleFunction<BufferPool> value) {
    meters.add(
        Gauge.builder(PREFIX + name, pool, value)
            .description(help)
            .tags(tags.and(more))
            .register(registry));
  }

  private void gauge(String name, String help, Tags more, ToDoubleFunction<Insight> value) {
    meters.add(
        Gauge.builder(PREFIX + name, insight, value)
            .description(help)
            .tags(tags.and(more))
            .register(registry));
  }

  private <T> void counter(
      String name, String help, Tags more, T counts, ToDoubleFunction<T> value) {
    meters.add(
        FunctionCounter.builder(PREFIX + name, counts, value)
            .description(help)
            .tags(tags.and(more))
            .register(registry));
  }

  /** Takes the meters out of the registry. */
  void remove() {
    meters.forEach(registry::remove);
    meters.clear();
  }

  /** Returns the engine that they are of. */
  Insight insight() {
    return insight;
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
