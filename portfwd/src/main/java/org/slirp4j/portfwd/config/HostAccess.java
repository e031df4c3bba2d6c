package org.slirp4j.portfwd.config;

/** How much of the host itself the container may reach. */
public enum HostAccess {
  /** All of it; the gateway address stands for the host's loopback. */
  ALL,
  /** Not its loopback, under whatever name: {@code --disable-host-loopback}. */
  NO_LOOPBACK,
  /** No address that the host itself holds. */
  NOTHING
}
