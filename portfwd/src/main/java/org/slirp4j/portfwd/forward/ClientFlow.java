package org.slirp4j.portfwd.forward;

import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.IpAddress;

/** What there is to tell of a client inside, whose bytes do not pass the stack. */
final class ClientFlow {
  private final long id;
  private final FlowInfo.Protocol protocol;
  private final IpAddress client;
  private final int clientPort;
  private final Leg leg;
  private final long bornNanos;
  private long bytesFromClient;
  private long bytesToClient;

  /**
   * Makes the flow of a client that has just come.
   *
   * @param id its number among the stack's flows
   * @param leg what it came by: it counts there as well
   * @param bornNanos now
   */
  ClientFlow(long id, Leg leg, IpAddress client, int clientPort, long bornNanos) {
    this.id = id;
    this.protocol = leg.protocol() == Protocol.TCP ? FlowInfo.Protocol.TCP : FlowInfo.Protocol.UDP;
    this.client = client;
    this.clientPort = clientPort;
    this.leg = leg;
    this.bornNanos = bornNanos;
    leg.traffic().opened();
  }

  /** Counts bytes that the client has sent to the service. */
  void sent(int bytes) {
    bytesFromClient += bytes;
    leg.traffic().in(bytes);
  }

  /** Counts bytes that the service has sent to the client. */
  void got(int bytes) {
    bytesToClient += bytes;
    leg.traffic().out(bytes);
  }

  /** The client is gone. */
  void ended() {
    leg.traffic().closed();
  }

  FlowInfo info(String state, long now) {
    return new FlowInfo(
        id,
        protocol,
        state,
        client,
        clientPort,
        leg.guestAddress(),
        leg.guestPort(),
        now - bornNanos,
        bytesFromClient,
        bytesToClient);
  }
}
