package org.slirp4j.tcpip;

import java.util.List;

/**
 * What a stack asks of the world beyond it: one method per kind of flow that the container opens.
 *
 * <p>All are called on the stack's thread, from within {@link Stack#onFrame} but for {@link
 * #searchDomains}, which {@link Stack#onDeadline} calls, too.
 */
public interface Uplink {
  /**
   * A SYN opened a flow. The guest hears nothing until the owner calls {@link TcpFlow#accept},
   * {@link TcpFlow#refuse} or {@link TcpFlow#reset}, now or later; retransmitted SYNs are swallowed
   * until then.
   *
   * @return who gets the flow's events
   */
  TcpHandler onTcpOpen(TcpFlow flow);

  /**
   * A guest port sent its first datagram. The flow stands for the guest's address and port and for
   * all its destinations (RFC 4787, REQ-1: endpoint-independent mapping); the datagram itself
   * follows through the handler.
   *
   * @return who gets the flow's events
   */
  UdpHandler onUdpOpen(UdpFlow flow);

  /**
   * The first echo request of a guest's identifier to an address that is not the stack's own; the
   * request itself follows through the handler.
   *
   * @return who gets the flow's events
   */
  EchoHandler onEchoOpen(EchoFlow flow);

  /**
   * Returns the domains in which the container is to look for names, the most important first: that
   * is the container's own, too. Asked whenever the container is told, so that it hears of changes.
   */
  default List<String> searchDomains() {
    return List.of();
  }
}
