package org.slirp4j.tcpip.dhcp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.slirp4j.tcpip.DhcpConfig;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.wire.BootpMessage;
import org.slirp4j.tcpip.wire.DhcpOption;
import org.slirp4j.tcpip.wire.DomainNames;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** Writes the DHCPv4 server's messages. One object serves all in turn. */
final class Dhcp4Reply {
  /** Length of IP and UDP header, which limits of messages include. */
  private static final int HEADERS_BYTES = 28;

  /** Bound on a message with its headers, whatever the client takes: Ethernet's packet. */
  private static final int MAX_PACKET_BYTES = 1_500;

  /** Least length of a message, for old clients (RFC 1542, 2.1). */
  private static final int MIN_BYTES = 300;

  /** What is told to a client that did not say what it wants; others are told only what they do. */
  private static final byte[] USUAL = {
    DhcpOption.MASK,
    DhcpOption.ROUTERS,
    DhcpOption.NAME_SERVERS,
    DhcpOption.DOMAIN,
    DhcpOption.MTU,
    DhcpOption.BROADCAST_ADDRESS,
    DhcpOption.SEARCH_LIST
  };

  private final StackConfig config;
  private final boolean dns;
  private final Dhcp4Pool pool;
  private final Uplink uplink;

  private MemorySegment memory = MemorySegment.NULL;
  private long at;
  private long end; // the last byte's, which END is for

  Dhcp4Reply(StackConfig config, DhcpConfig dhcp, Dhcp4Pool pool, Uplink uplink) {
    this.config = config;
    this.dns = dhcp.dnsAdvertised();
    this.pool = pool;
    this.uplink = uplink;
  }

  /**
   * Writes a message.
   *
   * @param asked the request as it came
   * @param request what it says
   * @param type kind of the answer
   * @param clientAddress ciaddr
   * @param yourAddress yiaddr
   * @param leaseSeconds length of the lease, 0 for none
   * @return its length in bytes
   */
  int write(
      MemorySegment memory,
      long start,
      BootpMessage asked,
      Dhcp4Request request,
      int type,
      int clientAddress,
      int yourAddress,
      int leaseSeconds) {
    this.memory = memory;
    new BootpMessage(memory, start).writeReply(asked, clientAddress, yourAddress);
    at = start + BootpMessage.HEADER_BYTES;
    int most = Math.min(request.maxMessageBytes(), MAX_PACKET_BYTES) - HEADERS_BYTES;
    end = start + most - 1;
    put(DhcpOption.MESSAGE_TYPE, 1, type);
    put(DhcpOption.SERVER, 4, config.gateway().v4Bits());
    if (request.client().length > 0) {
      put(DhcpOption.CLIENT, request.client()); // RFC 6842, 3
    }
    if (leaseSeconds != 0) {
      put(DhcpOption.LEASE_TIME, 4, leaseSeconds);
      put(DhcpOption.RENEWAL_TIME, 4, leaseSeconds / 2); // RFC 2131, 4.4.5
      put(DhcpOption.REBINDING_TIME, 4, (int) (leaseSeconds * 7L / 8));
    }
    if (type != Dhcp4Request.NAK) {
      putParameters(request.isParametersNamed() ? request.parameters() : USUAL);
    }
    NetworkOrder.put8(memory, at++, DhcpOption.END);
    while (at < start + MIN_BYTES) {
      NetworkOrder.put8(memory, at++, DhcpOption.PAD);
    }
    return (int) (at - start);
  }

  // RFC 2131, 4.3.1: in the order of the client's liking; of what does not fit, the last is
  // missing.
  private void putParameters(byte[] wanted) {
    BitSet done = new BitSet();
    for (byte each : wanted) {
      int code = Byte.toUnsignedInt(each);
      if (code == DhcpOption.ROUTERS
          && isIn(wanted, DhcpOption.MASK)
          && !done.get(DhcpOption.MASK)) {
        done.set(DhcpOption.MASK);
        putParameter(DhcpOption.MASK); // RFC 2132, 3.3: before the routers
      }
      if (!done.get(code)) {
        done.set(code);
        putParameter(code);
      }
    }
  }

  private static boolean isIn(byte[] codes, int code) {
    for (byte each : codes) {
      if (each == code) {
        return true;
      }
    }
    return false;
  }

  private void putParameter(int code) {
    int gateway = config.gateway().v4Bits();
    switch (code) {
      case DhcpOption.MASK -> put(code, 4, pool.mask());
      case DhcpOption.ROUTERS -> put(code, 4, gateway);
      case DhcpOption.MTU -> put(code, 2, config.mtu());
      case DhcpOption.BROADCAST_ADDRESS -> put(code, 4, pool.broadcast());
      // RFC 3442: to everywhere (a prefix of 0 bits) by the gateway; replaces the routers.
      case DhcpOption.ROUTES ->
          put(
              code,
              new byte[] {
                0,
                (byte) (gateway >>> 24),
                (byte) (gateway >>> 16),
                (byte) (gateway >>> 8),
                (byte) gateway
              });
      case DhcpOption.NAME_SERVERS, DhcpOption.DOMAIN, DhcpOption.SEARCH_LIST -> {
        if (dns) {
          putNames(code);
        }
      }
      default -> {} // nothing is known of that
    }
  }

  private void putNames(int code) {
    if (code == DhcpOption.NAME_SERVERS) {
      put(code, 4, config.dns().v4Bits());
      return;
    }
    List<String> domains = uplink.searchDomains();
    if (code == DhcpOption.SEARCH_LIST) {
      putInPieces(code, DomainNames.compressed(domains, roomInPieces()));
    } else if (!domains.isEmpty()) {
      byte[] domain = domains.getFirst().getBytes(StandardCharsets.US_ASCII);
      if (domain.length <= DhcpOption.MAX_VALUE_BYTES) {
        put(code, domain);
      }
    }
  }

  private void put(int code, int bytes, int value) {
    if (at + DhcpOption.HEADER_BYTES + bytes > end) {
      return;
    }
    NetworkOrder.put8(memory, at, code);
    NetworkOrder.put8(memory, at + 1, bytes);
    for (int i = 0; i < bytes; i++) {
      NetworkOrder.put8(memory, at + DhcpOption.HEADER_BYTES + i, value >>> (8 * (bytes - 1 - i)));
    }
    at += DhcpOption.HEADER_BYTES + bytes;
  }

  private void put(int code, byte[] value) {
    if (at + DhcpOption.HEADER_BYTES + value.length <= end) {
      putPiece(code, value, 0, value.length);
    }
  }

  // RFC 3396, 7: a value that is longer than an option stands in several.
  private void putInPieces(int code, byte[] value) {
    for (int from = 0; from < value.length; from += DhcpOption.MAX_VALUE_BYTES) {
      putPiece(code, value, from, Math.min(DhcpOption.MAX_VALUE_BYTES, value.length - from));
    }
  }

  private int roomInPieces() {
    int room = (int) (end - at);
    int whole = DhcpOption.HEADER_BYTES + DhcpOption.MAX_VALUE_BYTES;
    int last = Math.max(room % whole - DhcpOption.HEADER_BYTES, 0);
    return room / whole * DhcpOption.MAX_VALUE_BYTES + last;
  }

  private void putPiece(int code, byte[] value, int from, int length) {
    NetworkOrder.put8(memory, at, code);
    NetworkOrder.put8(memory, at + 1, length);
    MemorySegment.copy(value, from, memory, JAVA_BYTE, at + DhcpOption.HEADER_BYTES, length);
    at += DhcpOption.HEADER_BYTES + length;
  }
}
