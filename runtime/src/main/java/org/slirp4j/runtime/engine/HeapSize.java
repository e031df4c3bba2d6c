package org.slirp4j.runtime.engine;

/** When a whole collection of the heap would give the system memory back. Any thread. */
final class HeapSize {
  /** The heap that a process begins with, {@code -Xms}, which it keeps. */
  static final long FIRST_BYTES = 8 << 20;

  /** What a flow and its socket make of it, a fifth of which is left free. */
  static final long FLOW_BYTES = 2_560;

  /** What is worth a pause. */
  static final long GAIN_BYTES = 8 << 20;

  private static final long INTERVAL_NANOS = 10_000_000_000L;

  private int flows;
  private boolean collected;
  private long atNanos; // of the last collection
  private long leftBytes; // by it
  private int leftFlows;

  /** Notes that there are more flows, or fewer. */
  synchronized void add(int moreFlows) {
    flows += moreFlows;
  }

  /** Tells whether the heap is larger than its flows need. */
  synchronized boolean isLarge(long heapBytes) {
    return heapBytes - FIRST_BYTES - flows * FLOW_BYTES >= GAIN_BYTES;
  }

  /**
   * Tells whether collecting would make it smaller: not when that gained nothing the last time, and
   * nothing has changed since.
   *
   * @param heapBytes size of the heap as the system sees it
   */
  synchronized boolean mayGain(long heapBytes) {
    boolean changed =
        heapBytes - leftBytes >= GAIN_BYTES || (leftFlows - flows) * FLOW_BYTES >= GAIN_BYTES;
    return isLarge(heapBytes) && (!collected || changed);
  }

  /** Tells whether to collect now: if it may gain something, and not too soon. */
  synchronized boolean isCollectionDue(long heapBytes, long now) {
    return mayGain(heapBytes) && (!collected || now - atNanos >= INTERVAL_NANOS);
  }

  /** Notes that it has been collected. */
  synchronized void onCollected(long heapBytes, long now) {
    collected = true;
    atNanos = now;
    leftBytes = heapBytes;
    leftFlows = flows;
  }
}
