package org.slirp4j.portfwd.splice;

import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.SocketOptions;

/**
 * Chooses which of the container's ports a connection comes from: one of a few, and each time of
 * others.
 *
 * <p>Left alone, connect(2) looks at every second port first. When those are taken, by connections
 * or by the TIME-WAIT of former ones, that are 14,000 looks for each connection, half a millisecond
 * in which the loop stands still. The few lie in another place each time, so that the taken ones
 * are spread evenly: of 64 one is free, mostly, when nine tenths of all are taken.
 */
final class InsidePorts {
  /** Ports that are looked at for a connection. */
  static final int WINDOW = 64;

  /** How often others are tried when all of them are taken; then all there are. */
  static final int MAX_TRIES = 4;

  /** The system's default for ip_local_port_range; where it is another, it has the last word. */
  static final int FIRST = 32_768;

  static final int COUNT = 28_232;
  private static final int PLACES = COUNT - WINDOW;

  /** From one window to the next; has no factor in common with their number, so all get a turn. */
  private static final int STRIDE = 9_973;

  private int place = (int) (System.nanoTime() % PLACES);
  private boolean narrows = true;

  /** Returns the first port of the next window but {@code later}. */
  int first(int later) {
    return FIRST + (place + later * STRIDE) % PLACES;
  }

  /**
   * Narrows the choice for a socket that is to be connected to the next window; false before Linux
   * 6.3, where it stays wide.
   */
  boolean narrow(HostSocket socket) {
    int low = first(0);
    place = (place + STRIDE) % PLACES;
    narrows = narrows && restrict(socket, low | (low + WINDOW - 1) << 16);
    return narrows;
  }

  /** Gives a socket all ports to choose from. */
  void widen(HostSocket socket) {
    restrict(socket, 0);
  }

  private static boolean restrict(HostSocket socket, int range) {
    return socket.setOption(SocketOptions.SOL_IP, SocketOptions.IP_LOCAL_PORT_RANGE, range);
  }
}
