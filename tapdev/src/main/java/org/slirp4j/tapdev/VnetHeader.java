package org.slirp4j.tapdev;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The header before every frame of a TAP with {@link TapOffloads#vnetHeader}: struct
 * virtio_net_hdr, {@code <linux/virtio_net.h>}, in the machine's byte order.
 *
 * <pre>
 *   +0 flags       +1 gso_type
 *   +2 hdr_len     bytes of all headers of a super-segment, a hint
 *   +4 gso_size    payload bytes of each segment
 *   +6 csum_start  offset in the frame where the checksum begins
 *   +8 csum_offset offset of the checksum field from there
 * </pre>
 *
 * @param memory native memory
 * @param at where the header begins in it
 */
public record VnetHeader(MemorySegment memory, long at) {
  /** The header's length; the 12-byte form with a buffer count is not used. */
  public static final int BYTES = 10;

  /** The flag: the checksum field holds the pseudo-header's sum only. */
  public static final int NEEDS_CSUM = 1;

  /** The flag, from the kernel: the checksum has been verified. */
  public static final int DATA_VALID = 2;

  /** The segmentation type: one packet. */
  public static final int GSO_NONE = 0;

  /** The segmentation type: TCP over IPv4. */
  public static final int GSO_TCPV4 = 1;

  /** The segmentation type: TCP over IPv6. */
  public static final int GSO_TCPV6 = 4;

  /** The segmentation type: UDP datagrams (USO). */
  public static final int GSO_UDP_L4 = 5;

  /** Added to a TCP type: the segment carries CWR. */
  public static final int GSO_ECN = 0x80;

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  /** Returns the flags. */
  public int flags() {
    return memory.get(BYTE, at) & 0xff;
  }

  /** Tells whether the frame's transport checksum is partial. */
  public boolean needsChecksum() {
    return (flags() & NEEDS_CSUM) != 0;
  }

  /** Returns the segmentation type, with {@link #GSO_ECN} if set. */
  public int gsoType() {
    return memory.get(BYTE, at + 1) & 0xff;
  }

  /** Returns the headers' length in bytes. */
  public int headerLength() {
    return memory.get(SHORT, at + 2) & 0xffff;
  }

  /** Returns the payload of each segment in bytes. */
  public int gsoSize() {
    return memory.get(SHORT, at + 4) & 0xffff;
  }

  /** Returns where the checksum begins, as an offset in the frame. */
  public int checksumStart() {
    return memory.get(SHORT, at + 6) & 0xffff;
  }

  /** Returns the checksum field's offset from {@link #checksumStart}. */
  public int checksumOffset() {
    return memory.get(SHORT, at + 8) & 0xffff;
  }

  /** Writes the header of a finished frame. */
  public void putPlain() {
    put(0, GSO_NONE, 0, 0, 0, 0);
  }

  /** Writes the header of one packet whose checksum the kernel completes. */
  public void putPartialChecksum(int checksumStart, int checksumOffset) {
    put(NEEDS_CSUM, GSO_NONE, 0, 0, checksumStart, checksumOffset);
  }

  /** Writes the header of a super-segment, whose checksums are always partial. */
  public void putSegmented(
      int gsoType, int headerLength, int gsoSize, int checksumStart, int checksumOffset) {
    put(NEEDS_CSUM, gsoType, headerLength, gsoSize, checksumStart, checksumOffset);
  }

  private void put(
      int flags,
      int gsoType,
      int headerLength,
      int gsoSize,
      int checksumStart,
      int checksumOffset) {
    memory.set(BYTE, at, (byte) flags);
    memory.set(BYTE, at + 1, (byte) gsoType);
    memory.set(SHORT, at + 2, (short) headerLength);
    memory.set(SHORT, at + 4, (short) gsoSize);
    memory.set(SHORT, at + 6, (short) checksumStart);
    memory.set(SHORT, at + 8, (short) checksumOffset);
  }
}
