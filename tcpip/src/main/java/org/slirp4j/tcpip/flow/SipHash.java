package org.slirp4j.tcpip.flow;

/**
 * SipHash-2-4 over 64-bit words: a keyed hash that cannot be foretold, nor its key found, from any
 * number of results (Aumasson, Bernstein: SipHash, a fast short-input PRF, 2012).
 *
 * <p>The last word is to tell the input's length or purpose, as the byte count does in the paper.
 */
public final class SipHash {
  private long v0;
  private long v1;
  private long v2;
  private long v3;

  /** Begins a hash with the key's halves. */
  public SipHash(long k0, long k1) {
    v0 = k0 ^ 0x736f6d6570736575L;
    v1 = k1 ^ 0x646f72616e646f6dL;
    v2 = k0 ^ 0x6c7967656e657261L;
    v3 = k1 ^ 0x7465646279746573L;
  }

  /** Adds a word. */
  public void add(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  /** Adds the last word and returns the hash. */
  public long finish(long word) {
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
