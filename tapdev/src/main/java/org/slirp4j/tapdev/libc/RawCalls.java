package org.slirp4j.tapdev.libc;

/** System calls by number, for those that the C library has no function for: syscall(2). */
public final class RawCalls {
  private RawCalls() {}

  /** Makes the call; returns its result, or −1 on error. */
  public static long syscall(long number) {
    return Libc.longCall("syscall", number);
  }

  /** Makes the call; returns its result, or −1 on error. */
  public static long syscall(long number, long a0, long a1, long a2) {
    return Libc.longCall("syscall", number, a0, a1, a2);
  }

  /** Makes the call; returns its result, or −1 on error. */
  public static long syscall(long number, long a0, long a1, long a2, long a3, long a4) {
    return Libc.longCall("syscall", number, a0, a1, a2, a3, a4);
  }
}
