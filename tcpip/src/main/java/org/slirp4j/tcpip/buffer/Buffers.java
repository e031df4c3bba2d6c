package org.slirp4j.tcpip.buffer;

/**
 * The two pools that a stack lives on.
 *
 * @param large blocks that hold a whole super-segment with its link headers and a virtio-net header
 * @param small blocks for what is short: small reads, leftovers, control frames
 */
public record Buffers(BufferPool large, BufferPool small) {
  /** A 65,535-byte IP packet with Ethernet header, VLAN tags and virtio-net header, rounded up. */
  public static final int LARGE_BYTES = 65_536 + 256;

  /** A 1500-byte packet with the same headers, rounded up. */
  public static final int SMALL_BYTES = 2048;

  /** Bytes kept free before a payload so that headers can be put in front of it. */
  public static final int HEADROOM_BYTES = 128;

  /**
   * Makes two empty pools.
   *
   * @param maxLarge bound on the number of large blocks
   * @param maxSmall bound on the number of small blocks
   */
  public static Buffers bounded(int maxLarge, int maxSmall) {
    return new Buffers(
        new BufferPool(LARGE_BYTES, maxLarge), new BufferPool(SMALL_BYTES, maxSmall));
  }

  /**
   * Makes two empty pools on memory of the caller's.
   *
   * @param memory where their memory comes from
   */
  public static Buffers bounded(int maxLarge, int maxSmall, PoolMemory memory) {
    return new Buffers(
        new BufferPool(LARGE_BYTES, maxLarge, memory),
        new BufferPool(SMALL_BYTES, maxSmall, memory));
  }

  /** Gives the system back the memory of all blocks that nobody holds. */
  public void trim() {
    large.trim();
    small.trim();
  }
}
