package org.slirp4j.portfwd.splice;

import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.SocketOptions;

/**
 * Chooses which of the container's ports a connection comes from: one of a few, and each time of
 * others.
 *
 * <p>Left alone, connect(2) looks at every second port first. When those are taken, by connections
 * or by the TIME-WAIT of former ones, that are 14,000 looks for each connection, half a millisecond
 * in which the loop stands still.
 */
final class InsidePorts {
  /** Ports that are looked at for a connection. */
  static final int WINDOW = 64;

  /** How often others are tried when all of them are taken. */
  static final int MAX_TRIES = 4;

  /** The system's default for ip_local_port_range; where it is another, it has the last word. */
  static final int FIRST = 32_768;

  static final int COUNT = 28_232;

  private int next = (int) (System.nanoTime() % (COUNT - WINDOW));
  private boolean narrows = true;

  /**
   * Narrows the choice for a socket that is to be connected; false before Linux 6.3, where it stays
   * wide.
   */
  boolean narrow(HostSocket socket) {
    int low = FIRST + next;
    next = (next + 1) % (COUNT - WINDOW);
    narrows =
        narrows
            && socket.setOption(
                SocketOptions.SOL_IP,
                SocketOptions.IP_LOCAL_PORT_RANGE,
                low | (low + WINDOW - 1) << 16);
    return narrows;
  }

  /** Goes past the last window, in which all ports are taken. */
  void skip() {
    next = (next + WINDOW) % (COUNT - WINDOW);
  }
}
