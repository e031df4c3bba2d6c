package org.slirp4j.tcpip;

/**
 * A flow as it is at one moment, for people to see.
 *
 * @param id its number, never used twice by one stack
 * @param protocol what it carries
 * @param state where it is in its life, such as {@code SYN-RECEIVED}; in each protocol's own words
 * @param guestAddress the container's address
 * @param guestPort the container's port, or an echo's identifier
 * @param peerAddress the address beyond the stack; for UDP the one that was sent to last
 * @param peerPort the port there; 0 for an echo
 * @param ageNanos how long it has been there
 * @param bytesFromGuest payload that came from the container, in order and once
 * @param bytesToGuest payload that went to the container; for TCP as far as it was acknowledged
 * @param retransmits segments to the container that were sent again
 * @param rttNanos smoothed round trip to the container, 0 when there is none
 * @param congestionWindowBytes how much may be on its way to the container, 0 when nothing says so
 */
public record FlowInfo(
    long id,
    Protocol protocol,
    String state,
    IpAddress guestAddress,
    int guestPort,
    IpAddress peerAddress,
    int peerPort,
    long ageNanos,
    long bytesFromGuest,
    long bytesToGuest,
    long retransmits,
    long rttNanos,
    int congestionWindowBytes) {
  /** What a flow carries. */
  public enum Protocol {
    /** A TCP connection. */
    TCP,
    /** The datagrams of a UDP port. */
    UDP,
    /** Echo requests and replies of ICMP. */
    ECHO
  }

  /** Makes the description of a flow that has neither acknowledgments nor a window. */
  public FlowInfo(
      long id,
      Protocol protocol,
      String state,
      IpAddress guestAddress,
      int guestPort,
      IpAddress peerAddress,
      int peerPort,
      long ageNanos,
      long bytesFromGuest,
      long bytesToGuest) {
    this(
        id,
        protocol,
        state,
        guestAddress,
        guestPort,
        peerAddress,
        peerPort,
        ageNanos,
        bytesFromGuest,
        bytesToGuest,
        0,
        0,
        0);
  }

  /**
   * Returns the beginning of a log line about the flow: {@code flow 17 SYN-RECEIVED
   * 10.0.2.100:43512 -> 93.184.216.34:443}.
   */
  public String label() {
    return "flow " + id + " " + state + " " + guest() + " -> " + peer();
  }

  /** Returns the container's end as text: {@code 10.0.2.100:43512}, {@code [fd00::64]:80}. */
  public String guest() {
    return endpoint(guestAddress, guestPort);
  }

  /** Returns the other end as text; of an echo the address alone. */
  public String peer() {
    return protocol == Protocol.ECHO ? peerAddress.toString() : endpoint(peerAddress, peerPort);
  }

  private static String endpoint(IpAddress address, int port) {
    return address.isV4() ? address + ":" + port : "[" + address + "]:" + port;
  }
}
