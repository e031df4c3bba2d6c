package org.slirp4j.tcpip.tcp;

import org.slirp4j.tcpip.StackSecret;
import org.slirp4j.tcpip.flow.Flow;

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

  IsnGenerator(StackSecret secret) {
    k0 = secret.k0();
    k1 = secret.k1();
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
    SipRounds state = new SipRounds(k0, k1);
    state.add(flow.guestAddress().high());
    state.add(flow.guestAddress().low());
    state.add(flow.peerAddress().high());
    state.add(flow.peerAddress().low());
    state.add((long) flow.guestPort() << 32 | flow.peerPort());
    return state.finish(purpose);
  }

  // Aumasson, Bernstein: SipHash, a fast short-input PRF (2012), 2.
  private static final class SipRounds {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    SipRounds(long k0, long k1) {
      v0 = k0 ^ 0x736f6d6570736575L;
      v1 = k1 ^ 0x646f72616e646f6dL;
      v2 = k0 ^ 0x6c7967656e657261L;
      v3 = k1 ^ 0x7465646279746573L;
    }

    void add(long word) {
      v3 ^= word;
      round();
      round();
      v0 ^= word;
    }

    long finish(long word) {
      add(word);
      v2 ^= 0xff;
      for (int i = 0; i < 4; i++) {
        round();
      }
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
