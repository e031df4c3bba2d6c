package org.slirp4j.tcpip.tcp;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.flow.SipHash;

/**
 * The connections whose handshake is not complete, of which the oldest makes room: a flood of SYNs
 * pushes out its own.
 *
 * <p>Those that the guest opens and those that are opened to it are bounded separately, so that
 * neither side's flood touches the other's attempts. Of the guest's, those to one destination may
 * be half of all: what a flood to one leaves is for the others. Destinations are told apart by a
 * keyed hash; two that share its value share the bound.
 */
final class HalfOpen {
  /** What part of the guest's attempts may go to one destination: one in so many. */
  private static final int DESTINATION_SHARE = 2;

  /** Values of the hash: enough for few destinations to share one. */
  private static final int BUCKETS = 1 << 10;

  private final long key;
  private final int maxPerDestination;
  private final AgeList passive;
  private final AgeList active;
  private final int[] perDestination = new int[BUCKETS];

  /**
   * Makes an empty list.
   *
   * @param max bound on those of either kind
   * @param key of the hash, unknown to the guest
   */
  HalfOpen(int max, long key) {
    this.key = key;
    maxPerDestination = Math.max(1, max / DESTINATION_SHARE);
    passive = new AgeList(max);
    active = new AgeList(max);
  }

  /** Returns which one has to go before another of that kind comes, or null. */
  @Nullable TcpConnection inTheWayOf(TcpConnection connection) {
    if (connection.active) {
      return active.isFull() ? active.oldest() : null;
    }
    int bucket = bucketOf(connection);
    if (perDestination[bucket] >= maxPerDestination) {
      return oldestTo(bucket);
    }
    return passive.isFull() ? passive.oldest() : null;
  }

  // In a flood of one destination it is among the first.
  private @Nullable TcpConnection oldestTo(int bucket) {
    TcpConnection each = passive.oldest();
    while (each != null && each.destinationBucket != bucket) {
      each = each.ageNewer;
    }
    return each;
  }

  /** Adds a connection that has nothing {@link #inTheWayOf} it any more. */
  void add(TcpConnection connection) {
    if (connection.active) {
      active.add(connection);
    } else {
      passive.add(connection);
      connection.destinationBucket = bucketOf(connection);
      perDestination[connection.destinationBucket]++;
    }
  }

  /** Takes a connection out, if it is in. */
  void remove(TcpConnection connection) {
    if (connection.ageList == passive) {
      perDestination[connection.destinationBucket]--;
      AgeList.remove(connection);
    } else if (connection.ageList == active) {
      AgeList.remove(connection);
    }
  }

  private int bucketOf(TcpConnection connection) {
    SipHash hash = new SipHash(key, ~key);
    hash.add(connection.peerAddress().high());
    hash.add(connection.peerAddress().low());
    return (int) hash.finish(connection.peerPort()) & BUCKETS - 1;
  }
}
