package org.slirp4j.portfwd.auto;

/** The ports inside the container that this process itself listens on, as the container would. */
public interface OwnPorts {
  /** Tells whether a port is one of them: it leads out, and must not be led in again. */
  boolean has(boolean isUdp, int port);
}
