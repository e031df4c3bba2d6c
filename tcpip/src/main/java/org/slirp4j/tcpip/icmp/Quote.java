package org.slirp4j.tcpip.icmp;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.NetworkOrder;

/**
 * What is known of a packet that the guest sent some time ago, for an error to quote it: one object
 * serves all errors in turn. Addresses and ports are those that the guest used; identification,
 * hops and checksum of the original are forgotten.
 *
 * <pre>
 *   IP header, written anew | first word | second word | payload, as far as known
 * </pre>
 */
final class Quote {
  /** Two words: ports and length or sequence number, or an echo's header. */
  static final int TRANSPORT_BYTES = 8;

  private static final int HOP_LIMIT = 64;

  private final PacketHeader header = new PacketHeader(0, HOP_LIMIT);
  private int transportLength;
  private int firstWord;
  private int secondWord;
  private MemorySegment payload = MemorySegment.NULL;
  private long payloadAt;
  private int payloadBytes;

  /**
   * Begins a packet of which no payload is known.
   *
   * @param transportLength what its transport header and payload were long
   */
  Quote of(int protocol, IpAddress guest, long peerHigh, long peerLow, int transportLength) {
    header.from(guest).to(peerHigh, peerLow).protocol(protocol);
    this.transportLength = transportLength;
    this.payloadBytes = 0;
    return this;
  }

  Quote words(int first, int second) {
    firstWord = first;
    secondWord = second;
    return this;
  }

  Quote payload(MemorySegment memory, long at, int bytes) {
    payload = memory;
    payloadAt = at;
    payloadBytes = bytes;
    return this;
  }

  PacketHeader header() {
    return header;
  }

  int transportLength() {
    return transportLength;
  }

  /** Writes what follows the IP header, at most {@code room} bytes; returns how many. */
  int write(MemorySegment memory, long at, int room) {
    NetworkOrder.put32(memory, at, firstWord);
    NetworkOrder.put32(memory, at + 4, secondWord);
    int bytes = Math.min(payloadBytes, room - TRANSPORT_BYTES);
    if (bytes > 0) {
      MemorySegment.copy(payload, payloadAt, memory, at + TRANSPORT_BYTES, bytes);
    }
    payload = MemorySegment.NULL; // the caller's
    return TRANSPORT_BYTES + bytes;
  }
}
