package org.slirp4j.tcpip.ndp;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.flow.SipHash;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.time.Deadline;
import org.slirp4j.tcpip.time.DeadlineWheel;
import org.slirp4j.tcpip.wire.DiscoveryOption;
import org.slirp4j.tcpip.wire.DomainNames;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.NameServerOption;
import org.slirp4j.tcpip.wire.PrefixOption;
import org.slirp4j.tcpip.wire.RouterMessage;
import org.slirp4j.tcpip.wire.SearchListOption;

/**
 * The stack as a router that advertises itself to those who ask, and then from time to time (RFC
 * 4861, 6.2).
 */
final class RouterAdvertiser extends Deadline {
  /** Least time between two advertisements to all (RFC 4861, 10: MIN_DELAY_BETWEEN_RAS). */
  static final long MIN_DELAY_NANOS = 3_000_000_000L;

  /** Least time between two advertisements to one host. */
  static final long MIN_UNICAST_DELAY_NANOS = 100_000_000L;

  /** MinRtrAdvInterval and MaxRtrAdvInterval (RFC 4861, 6.2.1). */
  static final long MIN_INTERVAL_NANOS = 200_000_000_000L;

  static final long MAX_INTERVAL_NANOS = 600_000_000_000L;

  /** MAX_INITIAL_RTR_ADVERT_INTERVAL and MAX_INITIAL_RTR_ADVERTISEMENTS (RFC 4861, 10). */
  static final long INITIAL_INTERVAL_NANOS = 16_000_000_000L;

  static final int INITIAL_COUNT = 3;

  /** AdvDefaultLifetime: three times the longest interval; RFC 8106, 5.1 says the same of RDNSS. */
  static final int LIFETIME_SECONDS = 1800;

  /** AdvValidLifetime and AdvPreferredLifetime (RFC 4861, 6.2.1): 30 days and 7. */
  static final int VALID_SECONDS = 2_592_000;

  static final int PREFERRED_SECONDS = 604_800;

  /** Bound on an advertisement: what fits a packet of the least MTU (RFC 8200, 5). */
  static final int MAX_BYTES = Ipv6Config.MIN_MTU - Ipv6Packet.HEADER_BYTES;

  private static final int PREFIX_BITS = 64;

  /** All nodes of the link, ff02::1 (RFC 4291, 2.7.1). */
  private static final long ALL_NODES_HIGH = 0xff02L << 48;

  private static final long ALL_NODES_LOW = 1;

  private final Ipv6Config config;
  private final int flags;
  private final int mtu;
  private final long mac;
  private final long key;
  private final DeadlineWheel wheel;
  private final DiscoverySender sender;
  private final Uplink uplink;
  private List<String> domains = List.of(); // told last
  private List<String> goneDomains = List.of(); // told before that
  private long sent; // to all
  private long sentAt;
  private boolean sentToOne;
  private long sentToOneAt;

  RouterAdvertiser(
      StackConfig config,
      Ipv6Config config6,
      long key,
      DeadlineWheel wheel,
      DiscoverySender sender,
      Uplink uplink) {
    this.config = config6;
    // What can be had by DHCPv6 is said, for clients that do not ask without that. Addresses that
    // hosts make themselves are as good: a kernel does not look at these flags.
    boolean dhcp = config.dhcp() != null;
    this.flags = dhcp ? RouterMessage.MANAGED | RouterMessage.OTHER : 0;
    this.mtu = config.mtu();
    this.mac = config.mac();
    this.key = key;
    this.wheel = wheel;
    this.sender = sender;
    this.uplink = uplink;
  }

  /** Advertises to all who asked, at once or as soon as that is allowed again. */
  void advertise(long now) {
    if (sent == 0 || now - sentAt >= MIN_DELAY_NANOS) {
      sendToAll(now);
    } else {
      wheel.arm(this, sentAt + MIN_DELAY_NANOS);
    }
  }

  /** Advertises to one who asked, or, when there is too much of that, to all (RFC 4861, 6.2.6). */
  void advertiseTo(long high, long low, long now) {
    if (sentToOne && now - sentToOneAt < MIN_UNICAST_DELAY_NANOS) {
      advertise(now);
      return;
    }
    sentToOne = true;
    sentToOneAt = now;
    if (!isArmed()) {
      wheel.arm(this, now + INITIAL_INTERVAL_NANOS);
    }
    send(high, low);
  }

  @Override
  protected void onDeadline(long now) {
    sendToAll(now);
  }

  private void sendToAll(long now) {
    sent++;
    sentAt = now;
    wheel.disarm(this);
    wheel.arm(this, now + intervalNanos());
    send(ALL_NODES_HIGH, ALL_NODES_LOW);
  }

  // RFC 4861, 6.2.4: at random, so that routers do not fall into step.
  private long intervalNanos() {
    if (sent < INITIAL_COUNT) {
      return INITIAL_INTERVAL_NANOS;
    }
    long drawn = new SipHash(key, ~key).finish(sent);
    return MIN_INTERVAL_NANOS
        + Long.remainderUnsigned(drawn, MAX_INTERVAL_NANOS - MIN_INTERVAL_NANOS);
  }

  private void send(long dstHigh, long dstLow) {
    Buffer buffer = sender.begin();
    if (buffer == null) {
      return;
    }
    int length = write(buffer.memory());
    sender.send(buffer, length, RouterMessage.ADVERTISEMENT, config.router(), dstHigh, dstLow);
  }

  private int write(MemorySegment memory) {
    long at = DiscoverySender.MESSAGE_AT;
    long end =
        new RouterMessage(memory, at)
            .writeAdvertisement(IpOutput.HOP_LIMIT, flags, LIFETIME_SECONDS);
    end +=
        new DiscoveryOption(memory, end).writeLinkAddress(DiscoveryOption.SOURCE_LINK_ADDRESS, mac);
    end += new DiscoveryOption(memory, end).writeMtu(mtu);
    end +=
        new PrefixOption(memory, end)
            .write(
                PREFIX_BITS,
                PrefixOption.ON_LINK | PrefixOption.AUTONOMOUS,
                VALID_SECONDS,
                PREFERRED_SECONDS,
                config.prefix().high(),
                config.prefix().low());
    if (config.dnsAdvertised()) {
      end +=
          new NameServerOption(memory, end)
              .write(LIFETIME_SECONDS, config.dns().high(), config.dns().low());
      end += writeDomains(memory, end, MAX_BYTES - (int) (end - at));
    }
    return (int) (end - at);
  }

  // RFC 8106, 5.3.1: what was told before and does not hold any more has a lifetime of zero.
  private int writeDomains(MemorySegment memory, long at, int room) {
    List<String> current = uplink.searchDomains();
    if (!current.equals(domains)) {
      List<String> gone = new ArrayList<>(domains);
      gone.removeAll(current);
      domains = current;
      goneDomains = gone;
    }
    int length = writeDomains(memory, at, room, current, LIFETIME_SECONDS);
    return length + writeDomains(memory, at + length, room - length, goneDomains, 0);
  }

  private static int writeDomains(
      MemorySegment memory, long at, int room, List<String> domains, int lifetimeSeconds) {
    byte[] names = DomainNames.plain(domains, SearchListOption.roomIn(room));
    return names.length == 0 ? 0 : new SearchListOption(memory, at).write(lifetimeSeconds, names);
  }
}
