package org.slirp4j.runtime.engine;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.Relays;
import org.slirp4j.tcpip.FlowInfo.Protocol;
import org.slirp4j.tcpip.Stack;

/**
 * What gives the heap that many flows have left back to the system: the serial collector rather
 * lets it grow than collects all of it, and shrinks it only then.
 *
 * <p>A whole collection stops everything for as long as what lives takes: 14 ms after 10,000
 * connections. So it comes only where it gains something, and not often ({@link HeapSize}).
 */
final class HeapRest implements Runnable {
  /** So many flows make a heap large, even if it is not yet. */
  private static final int CROWD = 1_000;

  /** Time between two looks while the heap is large. */
  private static final long LOOK_SECONDS = 5;

  /** The process's: its engines share the heap. */
  private static final HeapSize HEAP = new HeapSize();

  private final IoEventLoop loop;
  private final Relays relays;
  private final Stack stack;
  private int counted;
  private @Nullable Future<?> next;

  /** Makes one that does nothing before {@link #look}. */
  HeapRest(IoEventLoop loop, Relays relays, Stack stack) {
    this.loop = loop;
    this.relays = relays;
    this.stack = stack;
  }

  /**
   * Looks how large the heap is, now and as long as it may become smaller. On the loop's thread.
   */
  void look() {
    if (next != null) {
      return;
    }
    int flows = flows();
    HEAP.add(flows - counted);
    counted = flows;
    Runtime runtime = Runtime.getRuntime();
    long now = System.nanoTime();
    if (HEAP.isCollectionDue(runtime.totalMemory(), now)) {
      System.gc();
      HEAP.onCollected(runtime.totalMemory(), now);
    }
    if (flows >= CROWD || HEAP.mayGain(runtime.totalMemory())) {
      next = loop.schedule(this, LOOK_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public void run() {
    next = null;
    look();
  }

  /** Counts none any more; when the loop has ended. */
  void close() {
    HEAP.add(-counted);
    counted = 0;
  }

  private int flows() {
    int inside = stack.openFlows(Protocol.TCP) + stack.openFlows(Protocol.UDP);
    return Math.max(inside, relays.openSockets());
  }
}
