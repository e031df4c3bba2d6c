package org.slirp4j.portfwd;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Downlink;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.UdpFlow;

/** A stack's ways into a container that a test plays. */
final class FakeContainer implements Downlink {
  /** A connection that was opened to the container. */
  record Opened(IpAddress guest, int guestPort, IpAddress peer, int peerPort, FakeTcpFlow flow) {}

  final List<Opened> opened = new CopyOnWriteArrayList<>();
  final List<FakeUdpFlow> udp = new CopyOnWriteArrayList<>();

  private final Rig rig;
  private final Family family;
  private final Set<List<Object>> taken = new HashSet<>();
  private boolean full;
  private @Nullable IpAddress guest6;
  private long lastId;

  /** Makes a container that the rig's forwards lead to. */
  FakeContainer(Rig rig) {
    this(rig, Family.V4);
  }

  /** Makes a container whose UDP ports are of a family's guest. */
  FakeContainer(Rig rig, Family family) {
    this.rig = rig;
    this.family = family;
    rig.run(() -> rig.relays.connect(this));
  }

  /** From now on there are too many connections. */
  void fill() {
    rig.run(() -> full = true);
  }

  /** From now on the container is known to have this IPv6 address. */
  void announce(IpAddress address) {
    rig.run(() -> guest6 = address);
  }

  @Override
  public @Nullable IpAddress guest6() {
    return guest6;
  }

  @Override
  public @Nullable TcpFlow connect(
      IpAddress guest, int guestPort, IpAddress peer, int peerPort, TcpHandler handler, long now) {
    List<Object> key = new ArrayList<>(List.of(guest, guestPort, peer, peerPort));
    if (full || !taken.add(key)) {
      return null;
    }
    FakeTcpFlow flow = new FakeTcpFlow(rig, peer, peerPort);
    flow.attach(handler);
    opened.add(new Opened(guest, guestPort, peer, peerPort, flow));
    return flow;
  }

  @Override
  public @Nullable UdpFlow udpFlow(IpAddress guest, int guestPort, long now) {
    if (udp.isEmpty()) {
      udp.add(rig.openUdp(family));
    }
    return udp.getFirst();
  }

  @Override
  public long nextFlowId() {
    return ++lastId;
  }
}
