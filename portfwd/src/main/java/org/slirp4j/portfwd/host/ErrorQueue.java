package org.slirp4j.portfwd.host;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.MessageCalls;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;

/**
 * Reads the errors that a socket with IP_RECVERR or IPV6_RECVERR has collected: recvmsg(2),
 * MSG_ERRQUEUE. One reader serves all sockets of a loop.
 *
 * <pre>
 *   sock_extended_err  0 errno:32 | 4 origin:8 | 5 type:8 | 6 code:8 | 8 info:32 (MTU) | 12 data:32
 *                      16 address of who reported it
 * </pre>
 */
public final class ErrorQueue {
  private static final int ORIGIN_LOCAL = 1;
  private static final int ORIGIN_ICMP = 2;
  private static final int ORIGIN_ICMP6 = 3;

  /** Most of a failed datagram that is read: as much as an ICMPv6 error quotes (RFC 4443, 2.4). */
  private static final int PAYLOAD_BYTES = 1_232;

  private static final int ECHO_HEADER_BYTES = 8;

  private static final int CONTROL_BYTES = 256;
  private static final int EXTENDED_ERROR_BYTES = 16;

  private static final int HEADER = 0;
  private static final int PIECE = HEADER + MessageHeader.BYTES;
  private static final int NAME = PIECE + MessageHeader.IOVEC_BYTES;
  private static final int PAYLOAD = NAME + SocketAddresses.BYTES;
  private static final int CONTROL = PAYLOAD + PAYLOAD_BYTES;
  private static final int BYTES = CONTROL + CONTROL_BYTES;

  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);

  private final MemorySegment block = Arena.ofAuto().allocate(BYTES, 8);
  private @Nullable IcmpError error;
  private long reporter = -1;
  private long payloadBytes;
  private int refusedMtu;
  private final ControlMessages control = new ControlMessages();

  /** Makes a reader. */
  public ErrorQueue() {
    MessageHeader.putPiece(block, PIECE, block.address() + PAYLOAD, PAYLOAD_BYTES);
    MessageHeader.putPieces(block, HEADER, block.address() + PIECE, 1);
  }

  /** Takes the next error off a socket's queue; false when there is none. */
  public boolean next(HostSocket socket) {
    MessageHeader.putName(block, HEADER, block.address() + NAME, SocketAddresses.BYTES);
    MessageHeader.putControl(block, HEADER, block.address() + CONTROL, CONTROL_BYTES);
    payloadBytes =
        MessageCalls.recvmsg(
            socket.number(),
            block.address() + HEADER,
            SocketOptions.MSG_ERRQUEUE | SocketOptions.MSG_DONTWAIT);
    if (payloadBytes < 0) {
      return false;
    }
    parseControl();
    return true;
  }

  /** Returns the ICMP message that came, or null when none did or it is of no use inside. */
  public @Nullable IcmpError error() {
    return error;
  }

  /** Returns who reported it: a router, the destination, or the destination for want of a name. */
  public IpAddress reporter() {
    long at = reporter < 0 ? NAME : reporter;
    return new IpAddress(SocketAddresses.high(block, at), SocketAddresses.low(block, at));
  }

  /** Returns the first half of the address that the datagram was sent to. */
  public long toHigh() {
    return SocketAddresses.high(block, NAME);
  }

  /** Returns the second half. */
  public long toLow() {
    return SocketAddresses.low(block, NAME);
  }

  /** Returns the port that it was sent to. */
  public int toPort() {
    return SocketAddresses.port(block, NAME);
  }

  /** Returns the first half of the host's address that the report came to, or 0. */
  public long ownHigh() {
    return control.packetInfoAt() < 0 ? 0 : PacketInfo.arrivedHigh(block, control.packetInfoAt());
  }

  /** Returns the second half, if the socket was made by {@link ServerSockets#datagrams}, or 0. */
  public long ownLow() {
    return control.packetInfoAt() < 0 ? 0 : PacketInfo.arrivedLow(block, control.packetInfoAt());
  }

  /** Returns the sequence number of the echo request that failed, or −1 if it is not known. */
  public int echoSequence() {
    return payloadBytes < ECHO_HEADER_BYTES
        ? -1
        : Short.toUnsignedInt(block.get(NETWORK_SHORT, PAYLOAD + 6));
  }

  /** Returns what holds the payload of the datagram, until the next call. */
  public MemorySegment payload() {
    return block;
  }

  /** Returns where it begins. */
  public long payloadAt() {
    return PAYLOAD;
  }

  /** Returns how much of it is known: what the reporter quoted of it. */
  public int payloadBytes() {
    return (int) payloadBytes;
  }

  /**
   * Returns the MTU that a datagram was too long for, when it was not sent at all and the caller
   * was told so (EMSGSIZE); else 0.
   */
  public int refusedMtu() {
    return refusedMtu;
  }

  private void parseControl() {
    error = null;
    refusedMtu = 0;
    reporter = -1;
    control.read(block, CONTROL, MessageHeader.controlBytes(block, HEADER));
    long end = CONTROL + Math.min(MessageHeader.controlBytes(block, HEADER), CONTROL_BYTES);
    long at = CONTROL;
    while (at + MessageHeader.CONTROL_HEADER_BYTES <= end) {
      long length = block.get(ValueLayout.JAVA_LONG, at);
      if (length < MessageHeader.CONTROL_HEADER_BYTES || length > end - at) {
        return;
      }
      if (isError(at) && length >= MessageHeader.CONTROL_HEADER_BYTES + EXTENDED_ERROR_BYTES) {
        parseError(at + MessageHeader.CONTROL_HEADER_BYTES, at + length);
      }
      at += (length + 7) & -8L;
    }
  }

  private boolean isError(long at) {
    int level = block.get(ValueLayout.JAVA_INT, at + 8);
    int type = block.get(ValueLayout.JAVA_INT, at + 12);
    return (level == SocketOptions.SOL_IP && type == SocketOptions.IP_RECVERR)
        || (level == SocketOptions.SOL_IPV6 && type == SocketOptions.IPV6_RECVERR);
  }

  private void parseError(long at, long end) {
    int errno = block.get(ValueLayout.JAVA_INT, at);
    int type = Byte.toUnsignedInt(block.get(ValueLayout.JAVA_BYTE, at + 5));
    int code = Byte.toUnsignedInt(block.get(ValueLayout.JAVA_BYTE, at + 6));
    int info = block.get(ValueLayout.JAVA_INT, at + 8);
    error =
        switch (block.get(ValueLayout.JAVA_BYTE, at + 4)) {
          case ORIGIN_LOCAL -> {
            refusedMtu = errno == Errno.EMSGSIZE ? info : 0;
            yield null; // whoever sent it knows
          }
          case ORIGIN_ICMP -> HostErrors.fromIcmp(type, code, info);
          case ORIGIN_ICMP6 -> IcmpError.fromV6(type, code, info);
          default -> null;
        };
    long offender = at + EXTENDED_ERROR_BYTES;
    if (offender + SocketAddresses.BYTES / 2 <= end && SocketAddresses.isAddress(block, offender)) {
      reporter = offender;
    }
  }
}
