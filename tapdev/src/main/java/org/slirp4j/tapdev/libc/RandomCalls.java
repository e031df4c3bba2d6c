package org.slirp4j.tapdev.libc;

/** Random bytes from the kernel, which no device file is needed for. */
public final class RandomCalls {
  private RandomCalls() {}

  /**
   * Stores random bytes at {@code address}; returns how many, or −1: getrandom(2). Up to 256 come
   * all at once.
   */
  public static long getrandom(long address, long length, int flags) {
    return Libc.longCall("getrandom", address, length, flags);
  }
}
