package org.slirp4j.tcpip.tcp;

import org.jspecify.annotations.Nullable;

/**
 * What happens when the pools are empty: the connection that holds memory and has not got on for
 * the longest time is cut, because its guest or its far end does not read. RFC 6429, 4, allows it
 * for those that wait for a window; else nobody could speak until they get on.
 */
final class MemoryRelief {
  /** How long a connection may stand still whatever the shortage. */
  static final long PATIENCE_NANOS = 5_000_000_000L;

  /** Least time between two cuts: what the one freed is seen before the next. */
  static final long INTERVAL_NANOS = 5_000_000L;

  private final Connections connections;
  private long nextNanos;
  private boolean used;

  MemoryRelief(Connections connections) {
    this.connections = connections;
  }

  /** Somebody found no memory. */
  void onShortage(long now) {
    if (used && now - nextNanos < 0) {
      return;
    }
    used = true;
    nextNanos = now + INTERVAL_NANOS;
    TcpConnection victim = longestStill(now);
    if (victim != null) {
      victim.cut();
    }
  }

  private @Nullable TcpConnection longestStill(long now) {
    TcpConnection longest = null;
    long longestNanos = PATIENCE_NANOS;
    for (TcpConnection each = connections.idleLongest(); each != null; each = each.ageNewer) {
      long nanos = each.stillNanos(now);
      if (nanos >= longestNanos) {
        longest = each;
        longestNanos = nanos;
      }
    }
    return longest;
  }
}
