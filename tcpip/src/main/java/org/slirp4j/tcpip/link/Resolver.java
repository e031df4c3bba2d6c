package org.slirp4j.tcpip.link;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.time.DeadlineWheel;
import org.slirp4j.tcpip.wire.Ipv6Packet;

/**
 * Finds out where an address is that the stack has something for (RFC 826; RFC 4861, 7.2).
 *
 * <p>It is asked for up to {@link #TRIES} times, once in {@link #RETRY_NANOS}; whatever teaches its
 * link address meanwhile ends that, be it an answer or any packet of its own. Datagrams wait here;
 * TCP connections are told by the {@link ResolutionListener} and write their segments then. When
 * nobody answers, the datagrams are dropped and the listener hears of it; the next packet asks
 * anew. An address that cannot be on the link is not asked for.
 */
public final class Resolver {
  /** Bound on the addresses that are asked for at a time. */
  public static final int MAX_PENDING = 64;

  /**
   * Bound on the packets that wait for one address (RFC 1122, 2.3.2.2: at least one); the latest
   * are kept.
   */
  public static final int MAX_HELD_PACKETS = 16;

  /** How often is asked (RFC 4861, 10: MAX_MULTICAST_SOLICIT). */
  static final int TRIES = 3;

  /** How long an answer may take (RFC 1122, 2.3.2.1: one per second; RFC 4861, 10). */
  static final long RETRY_NANOS = 1_000_000_000L;

  private final OnLink onLink;
  private final Neighbours neighbours;
  private final DeadlineWheel wheel;
  private final Counters counters;
  private @Nullable Solicitor v4;
  private @Nullable Solicitor v6;
  private @Nullable PacketSender sender;
  private @Nullable ResolutionListener listener;

  // What is beyond count is free. Few enough to be looked through; made when first needed.
  private final @Nullable Pending[] pending = new Pending[MAX_PENDING];
  private int count;

  private final @Nullable GuestAddress6 guest6;

  /** Makes a resolver that asks for nothing yet. {@link #connect} is to follow. */
  public Resolver(
      StackConfig config, Neighbours neighbours, DeadlineWheel wheel, Counters counters) {
    this.onLink = new OnLink(config);
    this.neighbours = neighbours;
    this.wheel = wheel;
    this.counters = counters;
    neighbours.resolver(this);
    Ipv6Config config6 = config.ipv6();
    guest6 = config6 == null ? null : new GuestAddress6(config6.prefix().high());
  }

  /** Returns the IPv6 address by which the container is reached, or null when none is known. */
  public @Nullable IpAddress guest6() {
    return guest6 == null ? null : guest6.get();
  }

  /**
   * Says whom the resolver works with.
   *
   * @param v4 asks for IPv4 addresses
   * @param v6 asks for IPv6 addresses, or null when there are none
   * @param sender takes the packets that waited
   * @param listener waits itself
   */
  public void connect(
      Solicitor v4, @Nullable Solicitor v6, PacketSender sender, ResolutionListener listener) {
    this.v4 = v4;
    this.v6 = v6;
    this.sender = sender;
    this.listener = listener;
  }

  /**
   * Returns where an address or a group of IPv6 is, or {@link Neighbours#UNKNOWN}. Asks for an
   * address that is known but was silent for long; what is known holds until the answer.
   */
  public long find(long high, long low) {
    long mac = neighbours.find(high, low);
    if (mac == Neighbours.UNKNOWN) {
      return Ipv6Packet.isGroup(high) ? Ipv6Packet.groupMac(low) : mac;
    }
    if (neighbours.wasFoundQuiet()) {
      solicit(high, low);
    }
    return mac;
  }

  /**
   * Asks for an unknown address, unless that is being done.
   *
   * @return false when there is no hope: it is not on the link, or too many are asked for
   */
  public boolean ask(long high, long low) {
    if (isAsking(high, low)) {
      return true;
    }
    Pending entry = open(high, low);
    if (entry == null) {
      return false;
    }
    solicit(entry, wheel.now());
    return true;
  }

  /**
   * Keeps a packet until its destination, which is unknown, answers, and asks for that. Takes over
   * the caller's reference to the buffer. The parameters are those of {@link PacketSender#send}.
   */
  public void hold(Buffer buffer, int at, int length, PacketHeader header, int checksumOffset) {
    Pending asked = pendingOf(header.dstHigh(), header.dstLow());
    Pending entry = asked == null ? open(header.dstHigh(), header.dstLow()) : asked;
    if (entry == null) {
      boolean near = onLink.isNeighbour(header.dstHigh(), header.dstLow());
      counters.drop(near ? DropReason.NEIGHBOUR_LIMIT : DropReason.NOT_ON_LINK);
      buffer.release();
      return;
    }
    if (entry.isFull()) {
      counters.drop(DropReason.NEIGHBOUR_LIMIT);
      entry.dropOldest();
    }
    entry.hold(buffer, at, length, header, checksumOffset);
    if (asked == null) {
      solicit(entry, wheel.now()); // the question may be written with the very same header object
    }
  }

  /** Tells whether an address is being asked for. */
  public boolean isAsking(long high, long low) {
    return pendingOf(high, low) != null;
  }

  /** Returns how many addresses are being asked for. */
  public int size() {
    return count;
  }

  /** The link address of an address was learned, or it changed. */
  void onLearned(long high, long low) {
    if (guest6 != null && !IpAddress.isV4(high, low) && onLink.isNeighbour(high, low)) {
      guest6.onLearned(high, low);
    }
    Pending entry = pendingOf(high, low);
    if (entry == null) {
      return;
    }
    end(entry);
    entry.sendAll(Objects.requireNonNull(sender));
    if (listener != null) {
      listener.onResolved(high, low);
    }
  }

  /** A question was not answered in time. */
  void onSilence(Pending entry, long now) {
    if (entry.tries < TRIES) {
      solicit(entry, now);
      return;
    }
    end(entry);
    if (guest6 != null) {
      guest6.onSilence(entry.high, entry.low);
    }
    while (entry.size() > 0) {
      counters.drop(DropReason.NEIGHBOUR_SILENT);
      entry.dropOldest();
    }
    if (listener != null) {
      listener.onUnresolved(entry.high, entry.low);
    }
  }

  // An entry for one more address, if there may be one.
  private @Nullable Pending open(long high, long low) {
    if (count == MAX_PENDING || !onLink.isNeighbour(high, low)) {
      return null;
    }
    Pending entry = pending[count];
    if (entry == null) {
      entry = new Pending(this);
      pending[count] = entry;
    }
    count++;
    entry.begin(high, low);
    return entry;
  }

  private @Nullable Pending pendingOf(long high, long low) {
    for (int i = 0; i < count; i++) {
      Pending entry = pending[i];
      if (entry != null && entry.isOf(high, low)) {
        return entry;
      }
    }
    return null;
  }

  private void solicit(Pending entry, long now) {
    entry.tries++;
    wheel.arm(entry, now + RETRY_NANOS);
    solicit(entry.high, entry.low);
  }

  private void solicit(long high, long low) {
    Solicitor solicitor = IpAddress.isV4(high, low) ? v4 : v6;
    if (solicitor != null) {
      solicitor.solicit(high, low);
    }
  }

  private void end(Pending entry) {
    wheel.disarm(entry);
    int at = 0;
    while (!entry.equals(pending[at])) {
      at++;
    }
    count--;
    pending[at] = pending[count];
    pending[count] = entry;
  }
}
