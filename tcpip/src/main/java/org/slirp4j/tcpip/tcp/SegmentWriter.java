package org.slirp4j.tcpip.tcp;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.FrameSink;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.OutboundFrame;
import org.slirp4j.tcpip.OutboundFrame.Segmentation;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.wire.Checksum;
import org.slirp4j.tcpip.wire.TcpSegment;

/** Puts a connection's segments into frames and hands them to the device. */
final class SegmentWriter {
  private static final int SACK_HEAD_BYTES = 4;
  private static final int SACK_BLOCK_BYTES = 8;

  /**
   * What a connection may write before others have their turn: the second super-segment goes
   * beyond.
   */
  static final int TURN_BYTES = 100_000;

  /** What the options are to leave of the smallest segment. */
  private static final int MIN_TEXT_BYTES = 8;

  private final IpOutput ip;
  private final Offloads offloads;
  private final int[] sackLeft = new int[TcpOptions.MAX_SACK_BLOCKS];
  private final int[] sackRight = new int[TcpOptions.MAX_SACK_BLOCKS];
  private final OutboundFrame frame;
  private FrameSink sink = _ -> false;
  private boolean full;
  private int turnBytes;

  SegmentWriter(StackConfig config, IpOutput ip, OutboundFrame frame) {
    this.ip = ip;
    this.offloads = config.offloads();
    this.frame = frame;
  }

  /** Names the device for what follows. */
  void begin(FrameSink sink) {
    this.sink = sink;
    full = false;
  }

  /** It is another connection's turn. */
  void beginTurn() {
    turnBytes = 0;
  }

  /** Tells whether the device took no more, so that nobody's turn comes. */
  boolean isDeviceFull() {
    return full;
  }

  /** Tells whether something was written in this turn. */
  boolean hasWritten() {
    return turnBytes > 0;
  }

  /** Returns the length of the SACK option that a connection's segments carry now, with padding. */
  static int sackBytes(TcpConnection connection) {
    int blocks = Math.min(maxBlocks(connection), connection.receiver.sackBlockCount());
    return blocks > 0 ? SACK_HEAD_BYTES + SACK_BLOCK_BYTES * blocks : 0;
  }

  // RFC 2018, 3: three blocks beside timestamps, four without; fewer where segments are tiny
  private static int maxBlocks(TcpConnection connection) {
    if (!connection.sackAllowed) {
      return 0;
    }
    int most = connection.timestamps ? TcpOptions.MAX_SACK_BLOCKS - 1 : TcpOptions.MAX_SACK_BLOCKS;
    int room = connection.sender.mss() - MIN_TEXT_BYTES - SACK_HEAD_BYTES;
    return Math.max(0, Math.min(most, room / SACK_BLOCK_BYTES));
  }

  /**
   * Writes one segment, or a super-segment for the device to cut.
   *
   * @param offset where its text begins in the send buffer
   * @param length of its text, in no more pieces than a frame can have
   * @return false when nothing can be written now: the device is full, or the turn is over
   */
  boolean write(
      TcpConnection connection, int flags, int sequence, int offset, int length, long now) {
    if (turnBytes >= TURN_BYTES) {
      return false;
    }
    boolean syn = (flags & TcpSegment.SYN) != 0;
    int blocks =
        syn ? 0 : connection.receiver.sackBlocks(sackLeft, sackRight, maxBlocks(connection));
    int headerLength =
        TcpSegment.MIN_HEADER_BYTES
            + (syn ? synOptionBytes(connection) : 0)
            + (connection.timestamps ? TcpOptions.TIMESTAMPS_BYTES : 0)
            + (blocks > 0 ? SACK_HEAD_BYTES + SACK_BLOCK_BYTES * blocks : 0);
    frame.clear();
    int at = ip.begin(frame, connection.header, headerLength + length);
    MemorySegment memory = frame.headers();
    int window = connection.receiver.advertise(syn);
    new TcpSegment(memory, at)
        .write(
            connection.peerPort(),
            connection.guestPort(),
            sequence,
            (flags & TcpSegment.ACK) != 0 ? connection.receiver.rcvNxt : 0,
            headerLength,
            flags | (syn ? connection.ecnSynFlags() : connection.receiver.congestionEcho()),
            window);
    long option = (long) at + TcpSegment.MIN_HEADER_BYTES;
    option = syn ? writeSynOptions(connection, memory, option) : option;
    option = connection.timestamps ? writeTimestamps(connection, memory, option, now) : option;
    writeSack(memory, option, blocks);
    frame.headerLength(at - OutboundFrame.HEADROOM_BYTES + headerLength);
    if (length > 0) {
      connection.sender.buffer.addTo(frame, offset, length);
    }
    finish(connection, at, headerLength, offset, length);
    if (!sink.accept(frame)) {
      full = true;
      return false;
    }
    turnBytes += headerLength + length;
    if ((flags & TcpSegment.ACK) != 0) {
      connection.onAckSent();
    }
    return true;
  }

  private static int synOptionBytes(TcpConnection connection) {
    return 4 + (connection.windowScaling ? 4 : 0) + (connection.sackAllowed ? 4 : 0);
  }

  private static long writeSynOptions(TcpConnection connection, MemorySegment memory, long at) {
    long next = TcpOptions.writeMss(memory, at, connection.advertisedMss());
    if (connection.windowScaling) {
      next = TcpOptions.writeWindowShift(memory, next, connection.receiver.window.offeredShift());
    }
    return connection.sackAllowed ? TcpOptions.writeSackPermitted(memory, next) : next;
  }

  private static long writeTimestamps(
      TcpConnection connection, MemorySegment memory, long at, long now) {
    int value = connection.timestamp(now);
    return TcpOptions.writeTimestamps(memory, at, value, connection.receiver.timestamps.recent());
  }

  private void writeSack(MemorySegment memory, long at, int blocks) {
    if (blocks == 0) {
      return;
    }
    long next = TcpOptions.writeSackHead(memory, at, blocks);
    for (int i = 0; i < blocks; i++) {
      next = TcpOptions.writeSackBlock(memory, next, sackLeft[i], sackRight[i]);
    }
  }

  /** Fills in the checksum, or what the device needs to do so and to cut the frame. */
  private void finish(TcpConnection connection, int at, int headerLength, int offset, int length) {
    long sum = connection.header.pseudoSum(headerLength + length);
    TcpSegment segment = new TcpSegment(frame.headers(), at);
    if (offloads.checksum()) {
      segment.checksum(Checksum.fold(sum));
      frame.partialChecksum(at - OutboundFrame.HEADROOM_BYTES, TcpSegment.CHECKSUM_OFFSET);
      int size = connection.sender.mss() - (headerLength - connection.plainHeaderBytes());
      if (length > 0 && length > size) { // before the handshake there is no size
        frame.segmentation(connection.isV4 ? Segmentation.TCP_V4 : Segmentation.TCP_V6, size);
      }
      return;
    }
    sum = Checksum.sum(frame.headers(), at, headerLength, sum);
    if (length > 0) {
      sum += connection.sender.buffer.checksum(offset, length);
    }
    segment.checksum(Checksum.finish(sum));
  }
}
