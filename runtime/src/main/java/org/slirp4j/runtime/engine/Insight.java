package org.slirp4j.runtime.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.report.Latencies;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.FlowLog;
import org.slirp4j.tcpip.buffer.BufferPool;

/**
 * What there is to see of an engine. What is counted is read on any thread, without the loop: a
 * reader may see a count late, never torn.
 */
@SuppressWarnings("ReferenceEquality") // an engine is equal to itself only
public final class Insight {
  /** Flows told in one turn of the loop; the others wait that long, some 100 µs. */
  private static final int FLOWS_PER_TURN = 1_000;

  private static final long CALL_MILLIS = 2_000;

  private final Machine machine;
  private final @Nullable TapLink link;

  Insight(Machine machine, @Nullable TapLink link) {
    this.machine = machine;
    this.link = link;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Insight insight && insight.machine.stack() == machine.stack();
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(machine.stack());
  }

  /** Returns the TAP's name in the container. */
  public String deviceName() {
    return link == null ? "" : link.deviceName();
  }

  /** Returns the protocol machine's counts. */
  public Counters stack() {
    return machine.stack().counters();
  }

  /** Returns the relays' counts. */
  public RelayCounters relays() {
    return machine.relays().counters();
  }

  /** Returns how many flows of a protocol are open. */
  public int openFlows(FlowInfo.Protocol protocol) {
    return machine.stack().openFlows(protocol);
  }

  /** Returns how many host sockets are open. */
  public int openSockets() {
    return machine.relays().openSockets();
  }

  /** Returns how long the loop's turns took; their sum is how long it was busy. */
  public Latencies turns() {
    return machine.turn().times().all();
  }

  /** Returns the longest turn of the last minute, of half of it at least; 0 when there was none. */
  public long longestTurnNanos() {
    return machine.turn().times().longestNanos(System.nanoTime());
  }

  /** Returns the pool of buffers for super-segments. */
  public BufferPool largeBuffers() {
    return machine.buffers().large();
  }

  /** Returns the pool of buffers for short pieces. */
  public BufferPool smallBuffers() {
    return machine.buffers().small();
  }

  /**
   * Says who is told what becomes of flows from now on; null for nobody. Not on the loop.
   *
   * @throws IllegalStateException as {@link #flows}
   */
  public void logFlows(@Nullable FlowLog log) {
    call(() -> {
      machine.stack().logFlows(log);
      return this;
    });
  }

  /**
   * Shows every frame to one more observer from now on. Not on the loop.
   *
   * @throws IllegalStateException as {@link #flows}
   */
  public void observe(FrameObserver observer) {
    observe(observer, true);
  }

  /** Shows no frame to an observer any more: none comes when this has returned. Not on the loop. */
  public void stopObserving(FrameObserver observer) {
    observe(observer, false);
  }

  private void observe(FrameObserver observer, boolean shown) {
    TapLink device = link;
    if (device != null) {
      call(() -> {
        device.observe(observer, shown);
        return this;
      });
    }
  }

  /**
   * Returns all flows. Waits for the loop, which goes on with its work between some and the next.
   * Not on the loop's thread.
   *
   * @throws IllegalStateException when the loop does not answer: it has ended, or is too busy
   */
  public List<FlowInfo> flows() {
    List<FlowInfo> flows = new ArrayList<>();
    for (long cursor = 0; cursor >= 0; ) {
      long from = cursor;
      cursor =
          call(
              () -> machine.stack().listFlows(from, FLOWS_PER_TURN, System.nanoTime(), flows::add));
    }
    call(() -> {
      machine.relays().listFlows(System.nanoTime(), flows::add);
      return this;
    });
    return flows;
  }

  private <T> T call(Callable<T> task) {
    try {
      return machine.loop().call(task, CALL_MILLIS);
    } catch (EngineUnavailableException | ExecutionException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
