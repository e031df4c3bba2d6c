package org.slirp4j.tapdev.libc;

/**
 * Calls by which a process gives up rights: seccomp(2), capset(2), unshare(2), and the operations
 * of prctl(2) that go with them.
 */
public final class SecurityCalls {
  /** Operations of {@link ProcessCalls#prctl}: {@code <linux/prctl.h>}. */
  public static final int PR_CAPBSET_DROP = 24;

  public static final int PR_SET_NO_NEW_PRIVS = 38;
  public static final int PR_CAP_AMBIENT = 47;

  /** What {@link #PR_CAP_AMBIENT} can do. */
  public static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;

  /** Flags of {@link #seccompFilter}: {@code <linux/seccomp.h>}. */
  public static final int SECCOMP_FILTER_FLAG_TSYNC = 1;

  public static final int SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4;

  private static final long SECCOMP_SET_MODE_FILTER = 1;

  private SecurityCalls() {}

  /**
   * Adds the filter of the {@code sock_fprog} at {@code program}; returns 0, −1, or the thread that
   * could not be given it.
   *
   * @param number the system call's number on this machine: the C library has no function
   */
  public static long seccompFilter(long number, int flags, long program) {
    return Libc.longCall("syscall", number, SECCOMP_SET_MODE_FILTER, (long) flags, program);
  }

  /** Gives the calling thread namespaces or a share of its own; returns 0 or −1. */
  public static int unshare(int flags) {
    return Libc.intCall("unshare", flags);
  }
}
