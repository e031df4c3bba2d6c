package org.slirp4j.runtime.bench.traffic;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A limit to what is done with a blocking channel: when the time is over the channel is closed,
 * which ends its reads and writes with an exception. So nothing that a network loses can stop the
 * traffic generator.
 */
public final class Patience implements AutoCloseable {
  /** Longer than anything that works takes. */
  public static final int MILLIS = 8_000;

  private static final long TICK_NANOS = 100_000_000;

  private static final Set<Patience> WAITING = ConcurrentHashMap.newKeySet();

  static {
    Threads.start("patience", Patience::watch);
  }

  private final SocketChannel channel;
  private final long end;

  /** Begins. */
  public Patience(SocketChannel channel, int millis) {
    this.channel = channel;
    this.end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    WAITING.add(this);
  }

  private static void watch() {
    while (true) {
      LockSupport.parkNanos(TICK_NANOS);
      long now = System.nanoTime();
      for (Patience each : WAITING) {
        if (now - each.end > 0) {
          each.giveUp();
        }
      }
    }
  }

  private void giveUp() {
    WAITING.remove(this);
    try {
      channel.close();
    } catch (IOException e) {
      // who waits for it sees that
    }
  }

  /** Ends the limit, in time. */
  @Override
  public void close() {
    WAITING.remove(this);
  }
}
