package org.slirp4j.runtime.trace;

import org.jspecify.annotations.Nullable;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IllegalRawDataException;

/**
 * A frame's headers as pcap4j understands them, for people.
 *
 * @param packet the frame, outermost header first; null when it cannot be decoded
 * @param uncounted how many bytes the innermost payload has beyond those of {@code packet}
 */
public record Decoded(@Nullable EthernetPacket packet, int uncounted) {
  /**
   * What is looked at of a frame. pcap4j calls itself for each header inside another, and a
   * container may put 8,000 extension headers into a frame: these are at most 128 of 8 bytes.
   */
  private static final int MAX_BYTES = 1024;

  /** Decodes a frame; never fails, whatever is in it. */
  public static Decoded of(byte[] frame) {
    int length = Math.min(frame.length, MAX_BYTES);
    try {
      return new Decoded(EthernetPacket.newPacket(frame, 0, length), frame.length - length);
    } catch (IllegalRawDataException | RuntimeException e) {
      return new Decoded(null, frame.length);
    }
  }
}
