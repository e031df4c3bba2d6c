package org.slirp4j.tcpip.tcp;

/**
 * What happens when very many connections are reset by their guest at once, as when a process dies
 * that had them: the device's queue does not hold so many packets, and a reset is not sent again.
 * The others are asked whether they are still there; else nothing would tell for two hours.
 *
 * <p>Of the resets of 10,000 connections whose process was killed, a queue of 4,000 packets lost
 * 4,000 to 5,000 (Linux 6).
 *
 * <p>Bursts that follow each other lead to questions once in a while only, later ones later. An
 * answer is a word like any other: for {@link Connections#EVICTION_IDLE_NANOS} after it a
 * connection does not make room for others.
 */
final class ResetBurst {
  /** As many resets are a burst: half of what the shortest of the usual queues holds. */
  static final int MANY = 250;

  /** Time in which they come. Connections that end by resets one by one take longer. */
  static final long BURST_NANOS = 20_000_000L;

  /** How long after it the first is asked: what is reset by then need not be. */
  static final long PATIENCE_NANOS = 2_000_000_000L;

  /** Time between two questions, so that the queue holds the answers. */
  static final long SPACING_NANOS = 250_000L;

  /** Least time between two rounds of questions. */
  static final long INTERVAL_NANOS = 60_000_000_000L;

  private final Connections connections;
  private long beganNanos;
  private int resets;
  private boolean asked;
  private long noticedNanos;
  private long roundNanos; // of the last burst that was answered, or is to be

  ResetBurst(Connections connections) {
    this.connections = connections;
  }

  /** A guest has reset an open connection. */
  void onReset(long now) {
    if (resets == 0 || now - beganNanos > BURST_NANOS) {
      beganNanos = now;
      resets = 0;
    }
    if (++resets >= MANY) {
      resets = 0;
      onBurst(now);
    }
  }

  private void onBurst(long now) {
    if (asked && now - noticedNanos < PATIENCE_NANOS) {
      return; // more of the same: all are to be asked already
    }
    noticedNanos = now;
    if (!asked) {
      asked = true;
      roundNanos = now;
    } else if (roundNanos - now <= 0) { // else the next round is still to come
      long next = roundNanos + INTERVAL_NANOS;
      roundNanos = next - now > 0 ? next : now;
    }
    long at = roundNanos + PATIENCE_NANOS;
    for (TcpConnection each = connections.idleLongest(); each != null; each = each.ageNewer) {
      each.doubt(at);
      at += SPACING_NANOS;
    }
  }
}
