package org.slirp4j.tcpip.tcp;

/** Comparison of 32-bit sequence numbers modulo 2³² (RFC 9293, 3.4). */
final class Sequence {
  private Sequence() {}

  static boolean less(int a, int b) {
    return a - b < 0;
  }

  static boolean lessOrEqual(int a, int b) {
    return a - b <= 0;
  }

  static int max(int a, int b) {
    return a - b >= 0 ? a : b;
  }

  static int min(int a, int b) {
    return a - b <= 0 ? a : b;
  }
}
