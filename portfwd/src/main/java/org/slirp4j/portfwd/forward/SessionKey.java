package org.slirp4j.portfwd.forward;

import java.util.SplittableRandom;

/**
 * Two addresses and ports by which a session is found. One object, set anew for each datagram, asks
 * the tables; those that are in a table are never changed.
 */
final class SessionKey {
  private static final long SEED = new SplittableRandom().nextLong();

  private long oneHigh;
  private long oneLow;
  private long otherHigh;
  private long otherLow;
  private int ports;

  /** Sets all of it; a port is 0 to 65,535. */
  SessionKey set(
      long oneHigh, long oneLow, int onePort, long otherHigh, long otherLow, int otherPort) {
    this.oneHigh = oneHigh;
    this.oneLow = oneLow;
    this.otherHigh = otherHigh;
    this.otherLow = otherLow;
    this.ports = onePort << 16 | otherPort;
    return this;
  }

  /** Returns one for a table. */
  SessionKey copy() {
    SessionKey copy = new SessionKey();
    copy.oneHigh = oneHigh;
    copy.oneLow = oneLow;
    copy.otherHigh = otherHigh;
    copy.otherLow = otherLow;
    copy.ports = ports;
    return copy;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof SessionKey other
        && oneHigh == other.oneHigh
        && oneLow == other.oneLow
        && otherHigh == other.otherHigh
        && otherLow == other.otherLow
        && ports == other.ports;
  }

  // Keyed, and not linear: clients choose their addresses and ports, but not who shares a bucket.
  @Override
  public int hashCode() {
    long mix = mixed(SEED ^ oneHigh);
    mix = mixed(mix ^ oneLow);
    mix = mixed(mix ^ otherHigh);
    mix = mixed(mix ^ otherLow);
    return (int) (mixed(mix ^ ports) >>> 32);
  }

  private static long mixed(long bits) {
    long spread = (bits ^ bits >>> 29) * 0x9e37_79b9_7f4a_7c15L;
    return spread ^ spread >>> 32;
  }
}
