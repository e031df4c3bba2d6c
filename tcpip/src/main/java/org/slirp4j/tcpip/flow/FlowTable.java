package org.slirp4j.tcpip.flow;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded hash table of flows that allocates nothing on look-up and knows its least recently used
 * member.
 *
 * @param <F> the kind of flow
 */
@SuppressWarnings("ReferenceEquality") // a flow is equal to itself only
public final class FlowTable<F extends Flow> {
  private static final int FIRST_BUCKETS = 64;

  private final long secret;
  private final int maxFlows;
  private @Nullable Flow[] buckets = new Flow[FIRST_BUCKETS];
  private int size;
  private @Nullable Flow oldest;
  private @Nullable Flow newest;

  /**
   * Makes an empty table.
   *
   * @param secret key of the hash, unknown to the guest
   * @param maxFlows bound on {@link #size}
   */
  public FlowTable(long secret, int maxFlows) {
    this.secret = secret;
    this.maxFlows = maxFlows;
  }

  /** Returns the flow with this key, or null. */
  @SuppressWarnings("unchecked") // only F is ever put in
  public @Nullable F find(
      long guestHigh, long guestLow, int guestPort, long peerHigh, long peerLow, int peerPort) {
    int hash = hash(guestHigh, guestLow, guestPort, peerHigh, peerLow, peerPort);
    for (Flow flow = buckets[hash & (buckets.length - 1)]; flow != null; flow = flow.chain) {
      if (flow.hash == hash
          && flow.hasKey(guestHigh, guestLow, guestPort, peerHigh, peerLow, peerPort)) {
        return (F) flow;
      }
    }
    return null;
  }

  /** Adds a flow whose key is not in the table, as the most recently used. Needs room. */
  public void add(F flow) {
    assert !isFull() && !flow.listed;
    if (size == buckets.length) {
      grow();
    }
    flow.hash =
        hash(
            flow.guestAddress().high(),
            flow.guestAddress().low(),
            flow.guestPort(),
            flow.peerAddress().high(),
            flow.peerAddress().low(),
            flow.peerPort());
    link(flow);
    append(flow);
    flow.listed = true;
    size++;
  }

  /** Takes a flow out; does nothing when it is not in. */
  public void remove(F flow) {
    if (flow.listed) {
      unlink(flow);
      unlist(flow);
      flow.listed = false;
      size--;
    }
  }

  /** Makes a flow of the table the most recently used. */
  public void touch(F flow) {
    makeNewest(flow);
  }

  /** Returns the flow used longest ago, or null when the table is empty. */
  @SuppressWarnings("unchecked") // only F is ever put in
  public @Nullable F oldest() {
    return (F) oldest;
  }

  /** Tells whether {@link #add} would exceed the bound. */
  public boolean isFull() {
    return size >= maxFlows;
  }

  /** Returns how many flows are in the table. */
  public int size() {
    return size;
  }

  /**
   * Hands out flows, some at a time. Those that come or go between two calls may be missing, or, as
   * the table grows, seen twice; nobody who stays is passed over.
   *
   * @param cursor 0 at first, then what the call before returned
   * @param most how many are enough; a few more may come
   * @return where to go on, or −1 when all have been handed out
   */
  @SuppressWarnings("unchecked") // only F is ever put in
  public int list(int cursor, int most, Consumer<? super F> to) {
    int found = 0;
    for (int bucket = cursor; bucket < buckets.length; bucket++) {
      if (found >= most) {
        return bucket;
      }
      for (Flow flow = buckets[bucket]; flow != null; flow = flow.chain) {
        to.accept((F) flow);
        found++;
      }
    }
    return -1;
  }

  private void link(Flow flow) {
    int bucket = flow.hash & (buckets.length - 1);
    flow.chain = buckets[bucket];
    buckets[bucket] = flow;
  }

  private void unlink(Flow flow) {
    int bucket = flow.hash & (buckets.length - 1);
    Flow before = null;
    for (Flow at = buckets[bucket]; at != null && at != flow; at = at.chain) {
      before = at;
    }
    if (before == null) {
      buckets[bucket] = flow.chain;
    } else {
      before.chain = flow.chain;
    }
    flow.chain = null;
  }

  private void makeNewest(Flow flow) {
    if (newest != flow && flow.listed) {
      unlist(flow);
      append(flow);
    }
  }

  private void append(Flow flow) {
    flow.older = newest;
    flow.newer = null;
    if (newest == null) {
      oldest = flow;
    } else {
      newest.newer = flow;
    }
    newest = flow;
  }

  private void unlist(Flow flow) {
    if (flow.older == null) {
      oldest = flow.newer;
    } else {
      flow.older.newer = flow.newer;
    }
    if (flow.newer == null) {
      newest = flow.older;
    } else {
      flow.newer.older = flow.older;
    }
    flow.older = null;
    flow.newer = null;
  }

  private void grow() {
    @Nullable Flow[] old = buckets;
    buckets = new Flow[old.length * 2];
    for (Flow head : old) {
      Flow flow = head;
      while (flow != null) {
        Flow following = flow.chain;
        link(flow);
        flow = following;
      }
    }
  }

  // Multiply-and-fold of every word, keyed on both sides so that no word of the container's choice
  // makes a factor zero: cheap, and collisions cannot be computed from outside.
  private int hash(
      long guestHigh, long guestLow, int guestPort, long peerHigh, long peerLow, int peerPort) {
    long mixed = mix(secret ^ guestLow, peerLow ^ Long.rotateLeft(secret, 32));
    mixed = mix(mixed ^ guestHigh, peerHigh ^ secret);
    mixed = mix(mixed ^ ((long) guestPort << 32 | peerPort), secret ^ 0xd1b5_4a32_d192_ed03L);
    return (int) (mixed ^ mixed >>> 32);
  }

  private static long mix(long a, long b) {
    return Math.multiplyHigh(a, b) ^ a * b;
  }
}
