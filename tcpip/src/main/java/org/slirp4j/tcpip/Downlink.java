package org.slirp4j.tcpip;

import org.jspecify.annotations.Nullable;

/**
 * What a stack offers to the world beyond it: the ways into the container. The other direction is
 * {@link Uplink}.
 *
 * <p>All calls come on the stack's thread; whoever makes one from outside {@link Stack#onFrame} or
 * {@link Stack#onDeadline} sees to it that {@link Stack#emit} follows.
 */
public interface Downlink {
  /**
   * Opens a TCP connection to the container, which sees it come from {@code peer}. The handler
   * hears {@link TcpHandler#onEstablished} or {@link TcpHandler#onClosed}, not before this call
   * returns. An address in the container's network that has not sent anything yet is asked for
   * first; one that does not answer, or is elsewhere, ends the connection with a reset.
   *
   * @param guest the container's address
   * @param guestPort the port to connect to
   * @param peer the address that the container is to see, of the same family
   * @param peerPort the port that it is to see
   * @return the flow, or null when there are too many ({@link DropReason#FLOW_LIMIT}), or when one
   *     with the same addresses and ports exists or is not over for long enough (a second, with
   *     timestamps): try another {@code peerPort}
   * @throws IllegalArgumentException if the families differ, or are IPv6 and the stack has none
   */
  @Nullable TcpFlow connect(
      IpAddress guest, int guestPort, IpAddress peer, int peerPort, TcpHandler handler, long now);

  /**
   * Returns the flow of a UDP port of the container, which is opened by the uplink if the port has
   * not sent anything yet: whatever the port sends from now on comes by that flow's handler.
   *
   * @param guest the container's address
   * @param guestPort the container's port
   * @return the flow, or null when the uplink wants none
   */
  @Nullable UdpFlow udpFlow(IpAddress guest, int guestPort, long now);

  /** Returns a number, never used twice, for a flow to the container that goes another way. */
  long nextFlowId();

  /**
   * Returns the IPv6 address by which the container is reached, as far as its packets tell, or null
   * when none is known. It may be wrong: the container makes its addresses itself.
   */
  default @Nullable IpAddress guest6() {
    return null;
  }
}
