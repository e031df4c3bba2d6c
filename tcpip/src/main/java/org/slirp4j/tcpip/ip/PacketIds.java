package org.slirp4j.tcpip.ip;

/**
 * Numbers for packets that go out in fragments: all there are in an order that only the key
 * foretells, then again (RFC 6864, 4.3: no repetition within a packet's lifetime; RFC 7739: no
 * guessing).
 *
 * <p>A counter goes through a Feistel network of four rounds over its two halves, which maps every
 * count to another number.
 */
final class PacketIds {
  private static final int ROUNDS = 4;

  private final long key;
  private final int halfBits;
  private final int halfMask;
  private int count;

  /** Makes a source of numbers of {@code bits} bits, an even number up to 32. */
  PacketIds(long key, int bits) {
    this.key = key;
    halfBits = bits / 2;
    halfMask = (1 << halfBits) - 1;
  }

  int next() {
    int left = count >>> halfBits & halfMask;
    int right = count & halfMask;
    count++;
    for (int round = 0; round < ROUNDS; round++) {
      int swapped = left ^ scramble(round, right);
      left = right;
      right = swapped;
    }
    return left << halfBits | right;
  }

  private int scramble(int round, int half) {
    long mixed = (key ^ (long) (half << 2 | round) * 0x9e37_79b9_7f4a_7c15L);
    mixed = (mixed ^ mixed >>> 29) * 0xbf58_476d_1ce4_e5b9L;
    return (int) (mixed >>> (Long.SIZE - halfBits));
  }
}
