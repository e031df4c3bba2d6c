package org.slirp4j.runtime.capture;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pcapng that {@link PcapngWriter} writes: little-endian, one section, one interface of
 * nanoseconds. Anything else is refused: the stream comes from our own daemon, and what it could
 * not have written is damage.
 */
final class PcapngReader {
  /** No block of ours is longer. */
  private static final int MAX_BLOCK_BYTES = PcapngWriter.SNAP_BYTES + 4_096;

  private static final int LEAST_BLOCK_BYTES = 12;

  private final InputStream in;
  private boolean begun;
  private String interfaceName = "";
  private String interfaceText = "";
  private boolean described;
  private long received;
  private long frames;
  private long missing;
  private long lost;

  PcapngReader(InputStream in) {
    this.in = in;
  }

  /** Tells whether something has come that was not looked at. */
  boolean hasMore() {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Tells whether the stream had a begin. */
  boolean hasBegun() {
    return begun;
  }

  /** Returns the interface's name, once a frame has come. */
  String interfaceName() {
    return interfaceName;
  }

  /** Returns what the interface is, once a frame has come. */
  String interfaceText() {
    return interfaceText;
  }

  /** Returns how many frames there were, lost ones among them, as was told last. */
  long received() {
    return Math.max(received, frames + missing); // what was told may be a second old
  }

  /** Returns how many frames were lost, as was told last. */
  long lost() {
    return Math.max(lost, missing);
  }

  /**
   * Returns the next frame, or null at the end of the stream.
   *
   * @throws EOFException when the stream ends within a block
   * @throws IOException when it is not what it should be, or cannot be read
   */
  @Nullable CapturedFrame next() throws IOException {
    while (true) {
      ByteBuffer head = read(8, true);
      if (head == null) {
        return null;
      }
      int type = head.getInt();
      int length = head.getInt();
      if (length < LEAST_BLOCK_BYTES || length > MAX_BLOCK_BYTES || (length & 3) != 0) {
        throw damaged("a block of " + Integer.toUnsignedString(length) + " bytes");
      }
      ByteBuffer body = body(length);
      CapturedFrame frame = block(type, body);
      if (frame != null) {
        return frame;
      }
    }
  }

  private ByteBuffer body(int length) throws IOException {
    ByteBuffer rest = read(length - 8, false);
    if (rest == null || rest.getInt(length - 12) != length) {
      throw damaged("two lengths of a block that differ");
    }
    return rest.limit(length - 12);
  }

  private @Nullable CapturedFrame block(int type, ByteBuffer body) throws IOException {
    if (begun != (type != PcapngWriter.SECTION_HEADER)) {
      throw damaged(begun ? "a second section" : "no section header");
    }
    try {
      switch (type) {
        case PcapngWriter.SECTION_HEADER -> section(body);
        case PcapngWriter.INTERFACE_DESCRIPTION -> description(body);
        case PcapngWriter.INTERFACE_STATISTICS -> statistics(body);
        case PcapngWriter.ENHANCED_PACKET -> {
          return packet(body);
        }
        default -> {} // draft-ietf-opsawg-pcapng, 3.1: what is not known is skipped
      }
    } catch (java.nio.BufferUnderflowException | IllegalArgumentException e) {
      throw damaged("a block of type " + type + " that is too short");
    }
    return null;
  }

  private void section(ByteBuffer body) throws IOException {
    if (body.getInt() != PcapngWriter.BYTE_ORDER_MAGIC || body.getShort() != 1) {
      throw damaged("another byte order or version");
    }
    begun = true;
  }

  private void description(ByteBuffer body) throws IOException {
    if (described || body.getShort() != PcapngWriter.ETHERNET) {
      throw damaged("a second interface, or one that is no Ethernet");
    }
    described = true;
    body.position(8);
    int resolution = 6; // 4.2: microseconds where nothing is said
    while (body.remaining() >= 4) {
      int code = body.getShort();
      byte[] value = option(body);
      switch (code) {
        case PcapngWriter.INTERFACE_NAME -> interfaceName = text(value);
        case PcapngWriter.INTERFACE_TEXT -> interfaceText = text(value);
        case PcapngWriter.TIME_RESOLUTION -> resolution = value.length == 1 ? value[0] : -1;
        default -> {}
      }
    }
    if (resolution != 9) {
      throw damaged("times that are not nanoseconds");
    }
  }

  private void statistics(ByteBuffer body) throws IOException {
    body.position(12);
    while (body.remaining() >= 4) {
      int code = body.getShort();
      byte[] value = option(body);
      if (code == PcapngWriter.RECEIVED) {
        received = number(value);
      } else if (code == PcapngWriter.LOST) {
        lost = number(value);
      }
    }
  }

  private CapturedFrame packet(ByteBuffer body) throws IOException {
    if (!described || body.getInt() != 0) {
      throw damaged("a packet of an interface that was not described");
    }
    long time = (long) body.getInt() << 32 | Integer.toUnsignedLong(body.getInt());
    int captured = body.getInt();
    int length = body.getInt();
    if (captured < 0 || captured > body.remaining() || captured != length) {
      throw damaged("a packet that is not whole");
    }
    byte[] frame = new byte[captured];
    body.get(frame);
    body.position((body.position() + 3) & -4);
    int flags = 0;
    long lostBefore = 0;
    while (body.remaining() >= 4) {
      int code = body.getShort();
      byte[] value = option(body);
      if (code == PcapngWriter.PACKET_FLAGS && value.length == 4) {
        flags = value[0] & 3;
      } else if (code == PcapngWriter.PACKET_LOST) {
        lostBefore = number(value);
      }
    }
    frames++;
    missing += lostBefore;
    return new CapturedFrame(flags == PcapngWriter.INBOUND, time, frame, lostBefore);
  }

  /** Reads an option's length and value, and passes over what fills it up. */
  private static byte[] option(ByteBuffer body) {
    byte[] value = new byte[Short.toUnsignedInt(body.getShort())];
    body.get(value);
    body.position(Math.min((body.position() + 3) & -4, body.limit()));
    return value;
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  private static long number(byte[] value) throws IOException {
    if (value.length != 8) {
      throw damaged("a counter of " + value.length + " bytes");
    }
    return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private @Nullable ByteBuffer read(int length, boolean mayEnd) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length == 0 && mayEnd) {
      return null;
    }
    if (bytes.length < length) {
      throw new EOFException("the capture ends within a block");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static IOException damaged(String what) {
    return new IOException("not a capture of slirp4j's: " + what);
  }
}
