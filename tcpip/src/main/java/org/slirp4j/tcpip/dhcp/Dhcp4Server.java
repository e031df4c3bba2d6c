package org.slirp4j.tcpip.dhcp;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DhcpConfig;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.wire.BootpMessage;
import org.slirp4j.tcpip.wire.EthernetFrame;
import org.slirp4j.tcpip.wire.Ipv4Packet;

/**
 * The DHCPv4 server (RFC 2131, 4.3). {@link #answer} takes a message and writes the answer; {@link
 * #destination} and {@link #linkDestination} then tell where that goes.
 */
final class Dhcp4Server {
  /**
   * Length of a lease that nobody asks another length for. Short enough for a client to hear of new
   * domains within the day, long enough to sleep over a suspended host.
   */
  static final int LEASE_SECONDS = 3_600;

  /** Least and greatest length that a client gets by asking. */
  static final int MIN_LEASE_SECONDS = 60;

  static final int MAX_LEASE_SECONDS = 86_400;

  private static final long SECOND_NANOS = 1_000_000_000L;

  /** The address of everybody on the link. */
  static final int EVERYBODY = -1;

  private final int own;
  private final Dhcp4Pool pool;
  private final LeaseTable leases;
  private final Dhcp4Reply reply;
  private final Counters counters;
  private final Dhcp4Request request = new Dhcp4Request();

  // Where the answer that is being made goes.
  private MemorySegment out = MemorySegment.NULL;
  private long outAt;
  private int source;
  private int destination;
  private long linkDestination;

  Dhcp4Server(StackConfig config, DhcpConfig dhcp, Uplink uplink, Counters counters) {
    this.own = config.gateway().v4Bits();
    this.pool = new Dhcp4Pool(config, dhcp);
    this.leases = new LeaseTable(pool.size());
    this.reply = new Dhcp4Reply(config, dhcp, pool, uplink);
    this.counters = counters;
  }

  /**
   * Takes a message of {@code length} bytes.
   *
   * @param source the address that its packet came from, or 0
   * @param out room for 1,500 bytes at {@code outAt}
   * @return the length of the answer, 0 for none
   */
  int answer(
      MemorySegment memory,
      long at,
      int length,
      int source,
      MemorySegment out,
      long outAt,
      long now) {
    this.out = out;
    this.outAt = outAt;
    this.source = source;
    BootpMessage message = new BootpMessage(memory, at);
    // No agent can be between the two ends of a TAP.
    if (!request.read(memory, at, length) || message.relayAddress() != 0) {
      return bad();
    }
    return switch (request.type()) {
      case Dhcp4Request.DISCOVER -> onDiscover(message, now);
      case Dhcp4Request.REQUEST -> onRequest(message, now);
      case Dhcp4Request.DECLINE -> onDecline(now);
      case Dhcp4Request.RELEASE -> onRelease(message, now);
      case Dhcp4Request.INFORM -> onInform(message);
      default -> bad(); // a server's, or BOOTP
    };
  }

  /** Returns the address that the answer goes to. */
  int destination() {
    return destination;
  }

  /** Returns the link address that it goes to. */
  long linkDestination() {
    return linkDestination;
  }

  // RFC 2131, 4.3.1
  private int onDiscover(BootpMessage message, long now) {
    byte[] client = request.key();
    int wanted = pool.indexOf(request.requestedAddress());
    int chosen = leases.choose(client, wanted, now);
    if (chosen == LeaseTable.NONE) {
      counters.drop(DropReason.NO_LEASE);
      return 0;
    }
    leases.offer(chosen, client, now);
    address(message, 0, pool.address(chosen));
    return write(message, Dhcp4Request.OFFER, 0, pool.address(chosen), leaseSeconds());
  }

  // RFC 2131, 4.3.2
  private int onRequest(BootpMessage message, long now) {
    int current = message.clientAddress();
    if (request.isServerNamed()) {
      return onSelecting(message, now);
    }
    if (request.requestedAddress() != 0) {
      return onInitReboot(message, now);
    }
    if (current == 0) {
      return bad();
    }
    // RENEWING and REBINDING differ in the destination, which does not matter here: there is but
    // one server. It may have forgotten the client, who may go on if the address is free.
    return grant(message, pool.indexOf(current), current, now);
  }

  private int onSelecting(BootpMessage message, long now) {
    if (request.server() != own) {
      int offered = leases.find(request.key());
      if (offered != LeaseTable.NONE) {
        leases.withdraw(offered, request.key(), now); // RFC 2131, 3.1, 4: that is a refusal
      }
      return 0;
    }
    return grant(message, pool.indexOf(request.requestedAddress()), message.clientAddress(), now);
  }

  private int onInitReboot(BootpMessage message, long now) {
    int wanted = request.requestedAddress();
    int known = leases.find(request.key());
    if (pool.isOnLink(wanted) && known == LeaseTable.NONE) {
      return 0; // "MUST remain silent": another server may know better
    }
    return grant(message, pool.indexOf(wanted) == known ? known : LeaseTable.NONE, 0, now);
  }

  private int grant(BootpMessage message, int index, int current, long now) {
    byte[] client = request.key();
    if (index == LeaseTable.NONE || !leases.isFor(index, client, now)) {
      return refuse(message);
    }
    int seconds = leaseSeconds();
    leases.bind(index, client, seconds * SECOND_NANOS, now);
    address(message, current, pool.address(index));
    return write(message, Dhcp4Request.ACK, current, pool.address(index), seconds);
  }

  // RFC 2131, 4.1: always broadcast.
  private int refuse(BootpMessage message) {
    destination = EVERYBODY;
    linkDestination = EthernetFrame.BROADCAST;
    return write(message, Dhcp4Request.NAK, 0, 0, 0);
  }

  // RFC 2131, 4.3.3
  private int onDecline(long now) {
    int index = pool.indexOf(request.requestedAddress());
    if (isForUs() && index != LeaseTable.NONE && leases.isHeld(index, request.key(), now)) {
      leases.decline(index, now);
    }
    return 0;
  }

  // RFC 2131, 4.3.4
  private int onRelease(BootpMessage message, long now) {
    int index = pool.indexOf(message.clientAddress());
    if (isForUs() && index != LeaseTable.NONE && leases.isHeld(index, request.key(), now)) {
      leases.release(index, now);
    }
    return 0;
  }

  // RFC 2131, 4.3.5
  private int onInform(BootpMessage message) {
    int current = message.clientAddress();
    address(message, current, source);
    return write(message, Dhcp4Request.ACK, current, 0, 0);
  }

  // RFC 2131, 4.1: to the address that the client has, or, if it can take that, the one that it
  // will have.
  private void address(BootpMessage message, int current, int future) {
    boolean toAll =
        current == 0 && ((message.flags() & BootpMessage.BROADCAST) != 0 || future == 0);
    int address = current == 0 ? future : current;
    if (toAll || !message.isEthernet() || !Ipv4Packet.isHost(address) || address == own) {
      destination = EVERYBODY;
      linkDestination = EthernetFrame.BROADCAST;
    } else {
      destination = address;
      linkDestination = message.linkAddress();
    }
  }

  private int write(BootpMessage message, int type, int current, int future, int seconds) {
    return reply.write(out, outAt, message, request, type, current, future, seconds);
  }

  private boolean isForUs() {
    return !request.isServerNamed() || request.server() == own;
  }

  private int leaseSeconds() {
    int wanted = request.leaseSeconds();
    if (wanted == 0) {
      return LEASE_SECONDS;
    }
    boolean long31 = wanted < 0; // over 68 years, or for ever
    return long31 ? MAX_LEASE_SECONDS : Math.clamp(wanted, MIN_LEASE_SECONDS, MAX_LEASE_SECONDS);
  }

  private int bad() {
    counters.drop(DropReason.BAD_DHCP);
    return 0;
  }
}
