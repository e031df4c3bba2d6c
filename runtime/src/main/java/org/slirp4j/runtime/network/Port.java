package org.slirp4j.runtime.network;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.engine.FrameSwitch;
import org.slirp4j.runtime.engine.SharedTap;
import org.slirp4j.tapdev.VnetHeader;
import org.slirp4j.tcpip.OutboundFrame.Segmentation;
import org.slirp4j.tcpip.nat.Offload;
import org.slirp4j.tcpip.nat.PeerFrame;

/**
 * A container's connection to its named networks. Frames come on its own loop's thread; other
 * ports' loops read where to send.
 */
public final class Port implements FrameSwitch {
  private final String name;
  private final Inside inside;
  private final SharedTap tap;
  private final AtomicReferenceArray<@Nullable Membership> memberships =
      new AtomicReferenceArray<>(Pool.MAX_NETWORKS);
  private final Offload offload = new Offload();
  private volatile List<Membership> joined = List.of();
  private final LongAdder framesSent = new LongAdder();
  private final LongAdder framesDropped = new LongAdder();

  // What the others have to know, as the container's latest frames to them said.
  private volatile long mac;
  private volatile int guest;
  private volatile long interfaceId;

  /**
   * Makes a port that is in no network yet.
   *
   * @param name the container's
   * @param inside its own network
   * @param tap its TAP
   * @param mac its link address in the low 48 bits
   */
  Port(String name, Inside inside, SharedTap tap, long mac) {
    this.name = name;
    this.inside = inside;
    this.tap = tap;
    this.mac = mac;
    this.guest = inside.guest();
    this.interfaceId = eui64(mac);
  }

  @Override
  public boolean onFrame(MemorySegment memory, int length) {
    int at = tap.headerBytes();
    int frameLength = length - at;
    if (PeerFrame.isV4(memory, at, frameLength)) {
      int to = PeerFrame.v4Destination(memory, at);
      return Pool.covers(to) && onV4(memory, frameLength, to);
    }
    if (inside.prefix() != 0 && PeerFrame.isV6(memory, at, frameLength)) {
      long to = PeerFrame.v6DestinationHigh(memory, at);
      return Pool.covers(to) && onV6(memory, frameLength, to);
    }
    return false;
  }

  private boolean onV4(MemorySegment memory, int length, int to) {
    Membership own = memberships.get(Pool.network(to));
    Port receiver = own == null ? null : own.network().member(Pool.member(to));
    if (own == null || receiver == null) {
      return false;
    }
    int at = tap.headerBytes();
    int source = PeerFrame.v4Source(memory, at);
    int left = PeerFrame.REFUSED;
    if (inside.isOwn(source) && isForStack(memory) && readOffload(memory)) {
      if (source != guest) {
        guest = source;
      }
      learn(memory);
      left = PeerFrame.translateV4(memory, at, length, own.outsideV4(), receiver.guest, offload);
    }
    send(memory, left, receiver);
    return true;
  }

  private boolean onV6(MemorySegment memory, int length, long to) {
    Membership own = memberships.get(Pool.network(to));
    Port receiver = own == null ? null : own.network().member(Pool.member(to));
    if (own == null || receiver == null || receiver.inside.prefix() == 0) {
      return false;
    }
    int at = tap.headerBytes();
    long prefix = receiver.inside.prefix();
    int left = PeerFrame.REFUSED;
    if (inside.isOwn(PeerFrame.v6SourceHigh(memory, at), PeerFrame.v6SourceLow(memory, at))
        && receiver.inside.isOwn(prefix, PeerFrame.v6DestinationLow(memory, at))
        && isForStack(memory)
        && readOffload(memory)) {
      learn(memory);
      left = PeerFrame.translateV6(memory, at, length, own.outsideV6(), prefix, offload);
    }
    send(memory, left, receiver);
    return true;
  }

  private boolean isForStack(MemorySegment memory) {
    return PeerFrame.destinationMac(memory, tap.headerBytes()) == inside.gatewayMac();
  }

  private void learn(MemorySegment memory) {
    long source = PeerFrame.sourceMac(memory, tap.headerBytes());
    if (source != mac && PeerFrame.isOnes(source)) {
      mac = source;
      interfaceId = eui64(source);
    }
  }

  /** Reads what the sender has left to devices; false when no kernel would leave such a thing. */
  private boolean readOffload(MemorySegment memory) {
    VnetHeader header = new VnetHeader(memory, 0);
    int type = header.gsoType();
    if (!header.needsChecksum()) {
      offload.nothing();
      return type == VnetHeader.GSO_NONE; // a super-segment's is always left
    }
    @Nullable Segmentation kind =
        switch (type) {
          case VnetHeader.GSO_NONE -> Segmentation.NONE;
          case VnetHeader.GSO_TCPV4, VnetHeader.GSO_TCPV4 | VnetHeader.GSO_ECN ->
              Segmentation.TCP_V4;
          case VnetHeader.GSO_TCPV6, VnetHeader.GSO_TCPV6 | VnetHeader.GSO_ECN ->
              Segmentation.TCP_V6;
          case VnetHeader.GSO_UDP_L4 -> Segmentation.UDP;
          default -> null;
        };
    if (kind == null || (kind != Segmentation.NONE && header.gsoSize() == 0)) {
      return false;
    }
    offload.checksum(header.checksumStart() - PeerFrame.IP_AT, header.checksumOffset(), kind);
    return true;
  }

  private void send(MemorySegment memory, int length, Port receiver) {
    boolean sent = false;
    if (length != PeerFrame.REFUSED) {
      int at = tap.headerBytes();
      PeerFrame.address(memory, at, receiver.mac, receiver.inside.gatewayMac());
      putVnetHeader(memory);
      sent = receiver.tap.write(memory, at + length);
    }
    (sent ? framesSent : framesDropped).increment();
  }

  /** Writes the receiver a header of ours: of the sender's only what has been found to be right. */
  private void putVnetHeader(MemorySegment memory) {
    VnetHeader header = new VnetHeader(memory, 0);
    if (offload.isNothing()) {
      header.putPlain();
    } else if (header.gsoType() == VnetHeader.GSO_NONE) {
      header.putPartialChecksum(header.checksumStart(), header.checksumOffset());
    } else {
      header.putSegmented(
          header.gsoType(),
          PeerFrame.IP_AT + offload.headerBytes(),
          header.gsoSize(),
          header.checksumStart(),
          header.checksumOffset());
    }
  }

  /** RFC 4291, appendix A: what the kernel makes of a link address. */
  private static long eui64(long mac) {
    return (((mac >>> 24) ^ 0x02_0000L) << 40) | 0xff_fe00_0000L | (mac & 0xff_ffffL);
  }

  // ---- for Networks, on any thread

  String name() {
    return name;
  }

  @Nullable Membership membership(int network) {
    return memberships.get(network);
  }

  /** Returns all memberships, by their networks' indexes. */
  List<Membership> memberships() {
    return joined;
  }

  /** Makes the port a member, or not, of a network; under the lock of {@link Networks}. */
  void set(int network, @Nullable Membership membership) {
    memberships.set(network, membership);
    List<Membership> all = new ArrayList<>();
    for (int index = 0; index < Pool.MAX_NETWORKS; index++) {
      Membership each = memberships.get(index);
      if (each != null) {
        all.add(each);
      }
    }
    joined = List.copyOf(all);
  }

  boolean hasIpv6() {
    return inside.prefix() != 0;
  }

  /** Returns the second half of the IPv6 address that the container has by its link address. */
  long interfaceId() {
    return interfaceId;
  }

  int headerBytes() {
    return tap.headerBytes();
  }

  /** Returns how many frames went to other containers. */
  public long framesSent() {
    return framesSent.sum();
  }

  /** Returns how many frames to other containers were dropped. */
  public long framesDropped() {
    return framesDropped.sum();
  }
}
