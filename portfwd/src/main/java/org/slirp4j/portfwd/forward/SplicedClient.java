package org.slirp4j.portfwd.forward;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.ServerSockets;
import org.slirp4j.portfwd.splice.SpliceRelay;
import org.slirp4j.portfwd.splice.Splicer;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.IpAddress;

/**
 * A client of a forwarded TCP port whose connection is spliced; or, when no socket inside is to be
 * had, takes the way over the TAP.
 */
final class SplicedClient implements Splicer.Outcome, SpliceRelay.Owner {
  /** The service of a unix socket has no address. */
  private static final IpAddress NOBODY = new IpAddress(0, 0);

  private final TcpForward forward;
  private final Splicer splicer;

  /** Null when the relay has it, or it is gone. */
  private @Nullable HostSocket client;

  private final long peerHigh;
  private final long peerLow;
  private final int peerPort;
  private @Nullable SpliceRelay relay;

  // What there is to tell of it as a flow.
  private final long id;
  private final long arrivedNanos;
  private IpAddress service = NOBODY;
  private int servicePort;
  private long bytesIn;
  private long bytesOut;

  /** Takes over the connection that {@code from} accepted last. */
  SplicedClient(TcpForward forward, Splicer splicer, HostSocket client, ServerSockets from) {
    this.forward = forward;
    this.splicer = splicer;
    this.client = client;
    this.peerHigh = from.peerHigh();
    this.peerLow = from.peerLow();
    this.peerPort = from.peerPort();
    this.id = forward.nextFlowId();
    this.arrivedNanos = forward.nowNanos();
  }

  void dial(IpAddress service, int port) {
    this.service = service;
    this.servicePort = port;
    splicer.dial(service, port, this);
  }

  /** Returns what there is to tell about it at {@code now}. */
  FlowInfo info(long now) {
    return new FlowInfo(
        id,
        FlowInfo.Protocol.TCP,
        relay == null ? "DIALLING" : "SPLICED",
        service,
        servicePort,
        new IpAddress(peerHigh, peerLow),
        peerPort,
        now - arrivedNanos,
        bytesOut,
        bytesIn);
  }

  /** Cuts the connection on both sides, or before there is an other side. */
  void cut() {
    if (relay != null) {
      relay.cut();
    } else if (client != null) {
      client.reset();
      client = null;
      forward.onOver(this);
    }
  }

  @Override
  public void onConnected(HostSocket inside, int events) {
    HostSocket from = client;
    if (from == null) {
      inside.reset();
      return;
    }
    client = null;
    forward.onConnected(forward.nowNanos() - arrivedNanos);
    SpliceRelay made = new SpliceRelay(splicer, from, inside, this);
    relay = made;
    made.start(events);
  }

  @Override
  public void onFailed(int errno) {
    HostSocket from = client;
    if (from != null) {
      client = null;
      forward.onOver(this);
      forward.refuse(from);
    }
  }

  @Override
  public void onNoSocket() {
    HostSocket from = client;
    if (from != null) {
      client = null;
      forward.onOver(this);
      forward.lead(from, new IpAddress(peerHigh, peerLow), peerPort, 0);
    }
  }

  @Override
  public void onMoved(boolean forth, int bytes) {
    if (forth) {
      bytesIn += bytes;
      forward.leg().traffic().in(bytes);
    } else {
      bytesOut += bytes;
      forward.leg().traffic().out(bytes);
    }
  }

  @Override
  public void onOver(SpliceRelay ended) {
    forward.leg().traffic().closed();
    forward.onOver(this);
  }
}
