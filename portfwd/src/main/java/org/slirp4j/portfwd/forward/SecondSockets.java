package org.slirp4j.portfwd.forward;

import java.util.concurrent.TimeUnit;
import org.slirp4j.portfwd.host.HostSockets;

/**
 * Grants connections the second socket that splicing takes: to all of them while there are plenty,
 * then to a few in a second.
 *
 * <p>Who will move bytes and who will be idle cannot be told when they come. But many that are idle
 * come in a crowd, and whoever comes after it, to move bytes, finds a socket left.
 */
final class SecondSockets {
  /** Granted at once when sockets are scarce. */
  static final int MAX_TOKENS = 16;

  /** One more is granted after this; a quarter of 20,000 descriptors lasts four minutes so. */
  static final long NANOS_PER_TOKEN = TimeUnit.MILLISECONDS.toNanos(100);

  private final HostSockets sockets;
  private int tokens = MAX_TOKENS;
  private long countedNanos;

  SecondSockets(HostSockets sockets) {
    this.sockets = sockets;
    this.countedNanos = sockets.nowNanos();
  }

  /** Tells whether a connection may have its second socket. */
  boolean grants() {
    if (!sockets.isScarce()) {
      return true;
    }
    long now = sockets.nowNanos();
    long earned = (now - countedNanos) / NANOS_PER_TOKEN;
    countedNanos += earned * NANOS_PER_TOKEN;
    tokens = (int) Math.min(MAX_TOKENS, tokens + earned);
    if (tokens == 0 || sockets.isNearlyFull()) {
      return false;
    }
    tokens--;
    return true;
  }
}
