package org.slirp4j.portfwd.policy;

/** Knows which addresses the host itself holds. */
public interface HostAddresses {
  /** Tells whether the host holds this address on any of its interfaces. */
  boolean holds(long high, long low);
}
