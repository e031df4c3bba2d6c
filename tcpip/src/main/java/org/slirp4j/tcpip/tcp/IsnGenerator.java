package org.slirp4j.tcpip.tcp;

import org.slirp4j.tcpip.flow.Flow;
import org.slirp4j.tcpip.flow.SipHash;

/**
 * Initial sequence numbers and timestamp offsets that cannot be guessed from outside (RFC 6528, RFC
 * 7323, 7.1): SipHash-2-4 of the connection's key, plus a clock.
 */
final class IsnGenerator {
  private static final long NANOS_PER_TICK = 4_000; // RFC 9293, 3.4.1: one tick every 4 µs

  /** A tick of the timestamps' clock (RFC 7323, 5.4). */
  static final long NANOS_PER_MILLI = 1_000_000;

  private final long k0;
  private final long k1;

  IsnGenerator(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  int initialSequence(Flow flow, long now) {
    return (int) (hash(flow, 1) + now / NANOS_PER_TICK);
  }

  /** Returns what to add to the clock's milliseconds to get the flow's timestamps. */
  int timestampOffset(Flow flow) {
    return (int) hash(flow, 2);
  }

  /** Returns the clock that timestamps count. */
  static int milliseconds(long now) {
    return (int) (now / NANOS_PER_MILLI);
  }

  private long hash(Flow flow, long purpose) {
    SipHash hash = new SipHash(k0, k1);
    hash.add(flow.guestAddress().high());
    hash.add(flow.guestAddress().low());
    hash.add(flow.peerAddress().high());
    hash.add(flow.peerAddress().low());
    hash.add((long) flow.guestPort() << 32 | flow.peerPort());
    return hash.finish(purpose);
  }
}
