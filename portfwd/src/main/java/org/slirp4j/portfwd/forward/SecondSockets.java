package org.slirp4j.portfwd.forward;

import java.util.concurrent.TimeUnit;
import org.slirp4j.portfwd.host.HostSockets;

/**
 * Grants connections the second socket that splicing takes: to all of them while there are plenty;
 * then to the first few of each forward, and to a few others in a second.
 *
 * <p>Who will move bytes and who will be idle cannot be told when they come. But many that are idle
 * come in a crowd to one port; who comes to another, or some time after them, finds sockets left.
 */
final class SecondSockets {
  /** What a forward may have at a time when sockets are scarce, as long as any are left. */
  static final int FEW = 32;

  /** Granted at once beyond that. */
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

  /**
   * Tells whether a connection may have its second socket.
   *
   * @param had how many its forward has at the moment
   */
  boolean grants(int had) {
    if (!sockets.isScarce()) {
      return true;
    }
    return !sockets.isNearlyFull() && (had < FEW || takesToken());
  }

  private boolean takesToken() {
    long now = sockets.nowNanos();
    long earned = (now - countedNanos) / NANOS_PER_TOKEN;
    countedNanos += earned * NANOS_PER_TOKEN;
    tokens = (int) Math.min(MAX_TOKENS, tokens + earned);
    if (tokens == 0) {
      return false;
    }
    tokens--;
    return true;
  }
}
