package org.slirp4j.tcpip.tcp;

/** Memory that receive windows may be promised beyond what they begin with, for all connections. */
final class WindowBudget {
  private long leftBytes;

  WindowBudget(long bytes) {
    leftBytes = bytes;
  }

  /** Takes {@code bytes} or what is left of them, and returns how many that is. */
  int take(int bytes) {
    int taken = (int) Math.min(bytes, leftBytes);
    leftBytes -= taken;
    return taken;
  }

  void giveBack(int bytes) {
    leftBytes += bytes;
  }

  /** Returns what can still be taken. */
  long leftBytes() {
    return leftBytes;
  }
}
