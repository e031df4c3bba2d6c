package org.slirp4j.tcpip.dhcp;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DhcpConfig;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.wire.BootpMessage;
import org.slirp4j.tcpip.wire.Dhcp6Message;
import org.slirp4j.tcpip.wire.Dhcp6Option;
import org.slirp4j.tcpip.wire.DomainNames;

/** The DHCPv6 server (RFC 8415, 18.3). {@link #answer} takes a message and writes the answer. */
final class Dhcp6Server {
  /** How many addresses there are: as many as of IPv4. */
  static final int ADDRESSES = 16;

  /**
   * The first address's last bits. Hosts that make addresses themselves use all 64 bits (RFC 4291,
   * 2.5.1, RFC 7217), so none of theirs is like it.
   */
  static final long FIRST_ADDRESS = 0x100;

  /** Times of a lease: as DHCPv4's, by which clients hear of new domains. */
  static final int RENEW_SECONDS = 1_800;

  static final int REBIND_SECONDS = 2_880;
  static final int PREFERRED_SECONDS = 3_600;
  static final int VALID_SECONDS = 7_200;

  /** When clients without a lease ask again (RFC 8415, 7.6: 600 at the least). */
  static final int REFRESH_SECONDS = 1_800;

  /** The longest time between two questions of a client (RFC 8415, 7.6: what it is anyhow). */
  static final int MAX_INTERVAL_SECONDS = 3_600;

  /** No other server is to be waited for (RFC 8415, 18.2.1). */
  private static final int HIGHEST_PREFERENCE = 255;

  private static final int NAME_FROM_LINK_ADDRESS = 3; // RFC 8415, 11.4: DUID-LL
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final byte[] NOTHING = {};

  private final byte[] own;
  private final IpAddress prefix;
  private final IpAddress dns;
  private final boolean dnsAdvertised;
  private final Uplink uplink;
  private final Counters counters;
  private final LeaseTable leases = new LeaseTable(ADDRESSES);
  private final Dhcp6Request request = new Dhcp6Request();
  private final Dhcp6Reply reply = new Dhcp6Reply();

  private MemorySegment out = MemorySegment.NULL;
  private long outAt;
  private long now;

  Dhcp6Server(
      StackConfig config, Ipv6Config config6, DhcpConfig dhcp, Uplink uplink, Counters counters) {
    this.own = nameOf(config.mac());
    this.prefix = config6.prefix();
    this.dns = config6.dns();
    this.dnsAdvertised = dhcp.dnsAdvertised();
    this.uplink = uplink;
    this.counters = counters;
  }

  private static byte[] nameOf(long mac) {
    byte[] name = new byte[4 + BootpMessage.ETHERNET_BYTES];
    name[1] = NAME_FROM_LINK_ADDRESS;
    name[3] = BootpMessage.ETHERNET;
    for (int i = 0; i < BootpMessage.ETHERNET_BYTES; i++) {
      name[4 + i] = (byte) (mac >>> (8 * (BootpMessage.ETHERNET_BYTES - 1 - i)));
    }
    return name;
  }

  /**
   * Takes a message of {@code length} bytes.
   *
   * @param toGroup whether it was sent to all servers
   * @param out room for {@link Dhcp6Reply#MAX_BYTES} at {@code outAt}
   * @return the length of the answer, 0 for none
   */
  int answer(
      MemorySegment memory,
      long at,
      int length,
      boolean toGroup,
      MemorySegment out,
      long outAt,
      long now) {
    this.out = out;
    this.outAt = outAt;
    this.now = now;
    if (!request.read(memory, at, length) || !isValid(toGroup)) {
      counters.drop(DropReason.BAD_DHCP);
      return 0;
    }
    Dhcp6Message message = new Dhcp6Message(memory, at);
    // RFC 8415, 18.4: nobody was told that it may do without the group.
    boolean misdirected = !toGroup;
    return misdirected ? answerMisdirected(message) : answer(message);
  }

  private int answer(Dhcp6Message message) {
    return switch (request.type()) {
      case Dhcp6Request.SOLICIT -> onSolicit(message);
      case Dhcp6Request.CONFIRM -> onConfirm(message);
      case Dhcp6Request.RELEASE, Dhcp6Request.DECLINE -> onGivenBack(message);
      case Dhcp6Request.INFORMATION_REQUEST -> onInformationRequest(message);
      default -> onRequest(message); // REQUEST, RENEW, REBIND
    };
  }

  // RFC 8415, 16
  private boolean isValid(boolean toGroup) {
    boolean client = request.client().length > 0;
    boolean server = request.isServerNamed();
    boolean ours = request.isFor(own);
    return switch (request.type()) {
      case Dhcp6Request.SOLICIT, Dhcp6Request.CONFIRM, Dhcp6Request.REBIND ->
          client && !server && toGroup;
      case Dhcp6Request.REQUEST, Dhcp6Request.RENEW, Dhcp6Request.RELEASE, Dhcp6Request.DECLINE ->
          client && ours;
      case Dhcp6Request.INFORMATION_REQUEST ->
          (!server || ours) && request.sets().isEmpty() && toGroup;
      default -> false; // a server's or a relay agent's, or none that there is
    };
  }

  private int answerMisdirected(Dhcp6Message message) {
    begin(message, Dhcp6Request.REPLY);
    reply.putStatus(Dhcp6Reply.USE_MULTICAST);
    return reply.length();
  }

  // RFC 8415, 18.3.1
  private int onSolicit(Dhcp6Message message) {
    boolean rapid = request.isRapid();
    begin(message, rapid ? Dhcp6Request.REPLY : Dhcp6Request.ADVERTISE);
    if (rapid) {
      reply.put(Dhcp6Option.RAPID_COMMIT, NOTHING);
    } else {
      reply.put8(Dhcp6Option.PREFERENCE, HIGHEST_PREFERENCE);
    }
    for (Dhcp6Request.IdentitySet set : request.sets()) {
      putSet(set, rapid);
    }
    putParameters();
    return reply.length();
  }

  // RFC 8415, 18.3.2, 18.3.4 and 18.3.5: who is not known any more is given what is free.
  private int onRequest(Dhcp6Message message) {
    begin(message, Dhcp6Request.REPLY);
    for (Dhcp6Request.IdentitySet set : request.sets()) {
      if (request.type() == Dhcp6Request.REQUEST && !areOnLink(set)) {
        putFailed(set, Dhcp6Reply.NOT_ON_LINK);
      } else {
        putSet(set, true);
      }
    }
    putParameters();
    return reply.length();
  }

  // RFC 8415, 18.3.3
  private int onConfirm(Dhcp6Message message) {
    boolean any = false;
    boolean all = true;
    for (Dhcp6Request.IdentitySet set : request.sets()) {
      any |= !set.addresses().isEmpty();
      all &= areOnLink(set);
    }
    if (!any) {
      counters.drop(DropReason.BAD_DHCP);
      return 0;
    }
    begin(message, Dhcp6Request.REPLY);
    reply.putStatus(all ? Dhcp6Reply.SUCCESS : Dhcp6Reply.NOT_ON_LINK);
    return reply.length();
  }

  // RFC 8415, 18.3.7 and 18.3.8
  private int onGivenBack(Dhcp6Message message) {
    begin(message, Dhcp6Request.REPLY);
    reply.putStatus(Dhcp6Reply.SUCCESS);
    for (Dhcp6Request.IdentitySet set : request.sets()) {
      int held = heldBy(set);
      if (held == LeaseTable.NONE) {
        putFailed(set, Dhcp6Reply.NO_BINDING);
      } else if (set.addresses().contains(address(held))) { // others were never given
        takeBack(held);
      }
    }
    return reply.length();
  }

  private void takeBack(int held) {
    if (request.type() == Dhcp6Request.RELEASE) {
      leases.release(held, now);
    } else {
      leases.decline(held, now);
    }
  }

  // RFC 8415, 18.3.6
  private int onInformationRequest(Dhcp6Message message) {
    begin(message, Dhcp6Request.REPLY);
    putParameters();
    if (request.wants(Dhcp6Option.REFRESH_TIME)) {
      reply.put32(Dhcp6Option.REFRESH_TIME, REFRESH_SECONDS);
    }
    return reply.length();
  }

  private void begin(Dhcp6Message message, int type) {
    reply.begin(out, outAt, message, type);
    if (request.client().length > 0) {
      reply.put(Dhcp6Option.CLIENT, request.client());
    }
    reply.put(Dhcp6Option.SERVER, own);
  }

  private void putSet(Dhcp6Request.IdentitySet set, boolean bound) {
    if (set.code() != Dhcp6Option.ADDRESSES) {
      boolean prefixes = set.code() == Dhcp6Option.PREFIXES;
      putFailed(set, prefixes ? Dhcp6Reply.NO_PREFIX_AVAILABLE : Dhcp6Reply.NO_ADDRESSES_AVAILABLE);
      return;
    }
    byte[] key = request.keyOf(set);
    int chosen = leases.choose(key, wantedOf(set), now);
    if (chosen == LeaseTable.NONE) {
      counters.drop(DropReason.NO_LEASE);
      putFailed(set, Dhcp6Reply.NO_ADDRESSES_AVAILABLE);
      return;
    }
    if (!reply.beginSet(set, RENEW_SECONDS, REBIND_SECONDS)) {
      return;
    }
    if (bound) {
      leases.bind(chosen, key, VALID_SECONDS * SECOND_NANOS, now);
    } else {
      leases.offer(chosen, key, now);
    }
    IpAddress address = address(chosen);
    reply.putSetAddress(address, PREFERRED_SECONDS, VALID_SECONDS);
    boolean keeps = request.type() == Dhcp6Request.RENEW || request.type() == Dhcp6Request.REBIND;
    for (IpAddress other : set.addresses()) {
      if (keeps && !other.equals(address)) {
        reply.putSetAddress(other, 0, 0);
      }
    }
    reply.endSet();
  }

  private void putFailed(Dhcp6Request.IdentitySet set, int status) {
    if (reply.beginSet(set, 0, 0)) {
      reply.putStatus(status);
      reply.endSet();
    }
  }

  private void putParameters() {
    if (wants(Dhcp6Option.NAME_SERVERS)) {
      reply.putAddress(Dhcp6Option.NAME_SERVERS, dns);
    }
    if (wants(Dhcp6Option.SEARCH_LIST)) {
      byte[] domains = DomainNames.plain(uplink.searchDomains(), reply.room());
      if (domains.length > 0) {
        reply.put(Dhcp6Option.SEARCH_LIST, domains);
      }
    }
    if (request.wants(Dhcp6Option.MAX_SOLICIT_TIME)) {
      reply.put32(Dhcp6Option.MAX_SOLICIT_TIME, MAX_INTERVAL_SECONDS);
    }
    if (request.wants(Dhcp6Option.MAX_INFORMATION_TIME)) {
      reply.put32(Dhcp6Option.MAX_INFORMATION_TIME, MAX_INTERVAL_SECONDS);
    }
  }

  // Of names also who did not say what it wants.
  private boolean wants(int code) {
    return dnsAdvertised && (request.wants(code) || !request.isParametersNamed());
  }

  private int heldBy(Dhcp6Request.IdentitySet set) {
    byte[] key = request.keyOf(set);
    int known = set.code() == Dhcp6Option.ADDRESSES ? leases.find(key) : LeaseTable.NONE;
    return known != LeaseTable.NONE && leases.isHeld(known, key, now) ? known : LeaseTable.NONE;
  }

  private boolean areOnLink(Dhcp6Request.IdentitySet set) {
    for (IpAddress address : set.addresses()) {
      if (address.high() != prefix.high()) {
        return false;
      }
    }
    return true;
  }

  private int wantedOf(Dhcp6Request.IdentitySet set) {
    for (IpAddress address : set.addresses()) {
      long index = address.low() - prefix.low() - FIRST_ADDRESS;
      if (address.high() == prefix.high() && index >= 0 && index < ADDRESSES) {
        return (int) index;
      }
    }
    return LeaseTable.NONE;
  }

  private IpAddress address(int index) {
    return new IpAddress(prefix.high(), prefix.low() + FIRST_ADDRESS + index);
  }
}
