package org.slirp4j.tcpip.tcp;

/**
 * What happens when very many connections are reset by their guest at once, as when a process dies
 * that had them: the device's queue does not hold so many packets, and a reset is not sent again.
 * The others are asked whether they are still there; else nothing would tell for two hours.
 *
 * <p>Of the resets of 10,000 connections whose process was killed, a queue of 4,000 packets lost
 * 4,000 to 5,000 (Linux 6).
 */
final class ResetBurst {
  /** As many resets are a burst: what the shortest of the usual queues holds. */
  static final int MANY = 500;

  /** Time in which they come. Connections that end by resets one by one take longer. */
  static final long BURST_NANOS = 20_000_000L;

  /** How long after it the first is asked: what is reset by then need not be. */
  static final long PATIENCE_NANOS = 2_000_000_000L;

  /** Time between two questions, so that the queue holds the answers. */
  static final long SPACING_NANOS = 250_000L;

  /** Least time between two bursts that lead to questions. */
  static final long INTERVAL_NANOS = 60_000_000_000L;

  private final Connections connections;
  private long beganNanos;
  private int resets;
  private long askedNanos;
  private boolean asked;

  ResetBurst(Connections connections) {
    this.connections = connections;
  }

  /** A guest has reset a connection. */
  void onReset(long now) {
    if (resets == 0 || now - beganNanos > BURST_NANOS) {
      beganNanos = now;
      resets = 0;
    }
    if (++resets >= MANY && (!asked || now - askedNanos >= INTERVAL_NANOS)) {
      asked = true;
      askedNanos = now;
      askAll(now + PATIENCE_NANOS);
    }
  }

  private void askAll(long atNanos) {
    long at = atNanos;
    for (TcpConnection each = connections.idleLongest(); each != null; each = each.ageNewer) {
      each.doubt(at);
      at += SPACING_NANOS;
    }
  }
}
