package org.slirp4j.tcpip;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A frame on its way to the container: a header block and pieces of payload elsewhere in memory,
 * with what the device is asked to do to it. One object serves all frames of a stack.
 *
 * <pre>
 *   headers [HEADROOM_BYTES … HEADROOM_BYTES+headerLength)   then pieces 0 … pieceCount-1
 * </pre>
 */
public final class OutboundFrame {
  /** Bytes before the headers for the owner's use: a virtio-net header. */
  public static final int HEADROOM_BYTES = 16;

  /** Ethernet + the longest IPv4 header + the longest TCP header, or an IPv6 chain; with slack. */
  private static final int HEADER_CAPACITY_BYTES = 256;

  /** Most pieces that a frame's payload may be made of. */
  public static final int MAX_PIECES = 64;

  private final MemorySegment headers =
      Arena.ofAuto().allocate(HEADROOM_BYTES + HEADER_CAPACITY_BYTES, 64);
  private final long[] pieceAddresses = new long[MAX_PIECES];
  private final int[] pieceLengths = new int[MAX_PIECES];
  private int pieceCount;
  private int payloadLength;
  private int headerLength;
  private Segmentation segmentation = Segmentation.NONE;
  private int segmentBytes;
  private int checksumStart;
  private int checksumOffset;

  /** Into what the device is to cut a frame that is longer than the MTU. */
  public enum Segmentation {
    /** One packet. */
    NONE,
    /** TCP segments over IPv4. */
    TCP_V4,
    /** TCP segments over IPv6. */
    TCP_V6,
    /** UDP datagrams. */
    UDP
  }

  /** Empties the frame. */
  public void clear() {
    pieceCount = 0;
    payloadLength = 0;
    headerLength = 0;
    segmentation = Segmentation.NONE;
    segmentBytes = 0;
    checksumStart = 0;
    checksumOffset = 0;
  }

  /** Returns the header block, whose used part begins at {@link #HEADROOM_BYTES}. */
  public MemorySegment headers() {
    return headers;
  }

  /** Returns the number of header bytes. */
  public int headerLength() {
    return headerLength;
  }

  /** Sets the number of header bytes. */
  public void headerLength(int bytes) {
    headerLength = bytes;
  }

  /** Adds a piece of payload; tells whether there was a place for it. */
  public boolean addPiece(long address, int length) {
    if (pieceCount == MAX_PIECES) {
      return false;
    }
    pieceAddresses[pieceCount] = address;
    pieceLengths[pieceCount++] = length;
    payloadLength += length;
    return true;
  }

  /** Returns how many pieces the payload has. */
  public int pieceCount() {
    return pieceCount;
  }

  /** Returns the native address of piece {@code index}. */
  public long pieceAddress(int index) {
    return pieceAddresses[index];
  }

  /** Returns the length of piece {@code index} in bytes. */
  public int pieceLength(int index) {
    return pieceLengths[index];
  }

  /** Returns the length of all pieces in bytes. */
  public int payloadLength() {
    return payloadLength;
  }

  /** Returns the length of the whole frame in bytes. */
  public int length() {
    return headerLength + payloadLength;
  }

  /** Asks the device to cut the payload into packets of {@code bytes} of transport payload. */
  public void segmentation(Segmentation kind, int bytes) {
    segmentation = kind;
    segmentBytes = bytes;
  }

  /** Returns into what the device is to cut the frame. */
  public Segmentation segmentation() {
    return segmentation;
  }

  /** Returns the transport payload of each packet in bytes, when there is a segmentation. */
  public int segmentBytes() {
    return segmentBytes;
  }

  /**
   * Asks the device to complete the transport checksum, whose field holds the pseudo-header's sum.
   *
   * @param start offset in the frame where the sum begins
   * @param offset offset of the checksum field from {@code start}; 0 means nothing is asked
   */
  public void partialChecksum(int start, int offset) {
    checksumStart = start;
    checksumOffset = offset;
  }

  /** Returns where the device's sum begins. */
  public int checksumStart() {
    return checksumStart;
  }

  /**
   * Returns the checksum field's offset from there, or 0 when the frame's checksums are complete.
   */
  public int checksumOffset() {
    return checksumOffset;
  }
}
