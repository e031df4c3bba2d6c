package org.slirp4j.tcpip.link;

/** Who waits for link addresses without giving its packets away. Called within a turn. */
public interface ResolutionListener {
  /** The address can be sent to. */
  void onResolved(long high, long low);

  /** Nobody said where the address is. */
  void onUnresolved(long high, long low);
}
