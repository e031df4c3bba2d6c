package org.slirp4j.tcpip.link;

/** Who asks on the link where an address of one family is. */
public interface Solicitor {
  /** Queues one question; the answer comes by {@link Neighbours#learn}. */
  void solicit(long high, long low);
}
