package org.slirp4j.portfwd.auto;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;

/**
 * A port that the container listens on: what the passes found, and the forwards that lead there.
 *
 * <p>An address is kept in two halves, so that finding the same again makes no object; all zeros is
 * none.
 */
final class Service {
  final boolean isUdp;
  final int port;

  /** One for each of the filter's addresses of the host, in its order. */
  final Published[] published;

  private int foundIn;
  private int missedPasses;
  private boolean isNew = true;

  // The address by each family that leads to it: as the pass under way has it, and as it is led.
  private long nextV4;
  private long next6High;
  private long next6Low;
  private long v4;
  private long v6High;
  private long v6Low;

  Service(boolean isUdp, int port, int addresses) {
    this.isUdp = isUdp;
    this.port = port;
    published = new Published[addresses];
    for (int i = 0; i < addresses; i++) {
      published[i] = new Published();
    }
  }

  /** Returns what a table sorts by. */
  static int key(boolean isUdp, int port) {
    return isUdp ? port | 1 << 16 : port;
  }

  int key() {
    return key(isUdp, port);
  }

  /** Notes a socket of it, which is reached at an address of the container. */
  void found(int pass, long high, long low) {
    begin(pass);
    if (IpAddress.isV4(high, low)) {
      nextV4 = nextV4 == 0 ? low : Math.min(nextV4, low);
    } else if ((next6High | next6Low) == 0
        || Long.compareUnsigned(high, next6High) < 0
        || (high == next6High && Long.compareUnsigned(low, next6Low) < 0)) {
      next6High = high;
      next6Low = low;
    }
  }

  /** Notes a socket of its port that serves one peer: it is there yet. */
  void stays(int pass) {
    begin(pass);
  }

  private void begin(int pass) {
    if (foundIn != pass || isNew) {
      isNew = false;
      foundIn = pass;
      nextV4 = 0;
      next6High = 0;
      next6Low = 0;
    }
  }

  /** Returns how many passes have missed it, the one that is over included. */
  int missed(int pass) {
    missedPasses = foundIn == pass ? 0 : missedPasses + 1;
    return missedPasses;
  }

  /** Takes over where the pass has found it; tells whether that is elsewhere than before. */
  boolean moved(int pass) {
    boolean nowhere = (nextV4 | next6High | next6Low) == 0;
    boolean same = nextV4 == v4 && next6High == v6High && next6Low == v6Low;
    if (foundIn != pass || nowhere || same) {
      return false;
    }
    v4 = nextV4;
    v6High = next6High;
    v6Low = next6Low;
    return true;
  }

  /** Returns where clients at an address of the host are led: in their family if that can be. */
  IpAddress target(IpAddress host) {
    boolean by6 = v4 == 0 || (!host.isV4() && (v6High | v6Low) != 0);
    return by6 ? new IpAddress(v6High, v6Low) : new IpAddress(0, v4);
  }

  /** What became of a service at one address of the host. */
  static final class Published {
    /** The forward's id, or 0: there is none. */
    int id;

    /** Why there is none, or null. */
    @Nullable String problem;

    /** How often it was tried in vain. */
    int tries;

    /** When it may be tried again. */
    long nextNanos;
  }
}
