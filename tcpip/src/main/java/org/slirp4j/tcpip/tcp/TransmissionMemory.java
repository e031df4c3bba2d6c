package org.slirp4j.tcpip.tcp;

/** Bound on the connections of a layer that may keep long records of what they sent. */
final class TransmissionMemory {
  /** Connections that repair losses in many places at once: 1.7 KB of heap for each. */
  private static final int MAX_LONG_RECORDS = 1024;

  private int taken;

  /** Takes a place; false when there is none. */
  boolean take() {
    if (taken == MAX_LONG_RECORDS) {
      return false;
    }
    taken++;
    return true;
  }

  void giveBack() {
    taken--;
  }
}
