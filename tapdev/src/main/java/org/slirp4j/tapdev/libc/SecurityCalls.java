package org.slirp4j.tapdev.libc;

/** Calls by which a process gives up rights: unshare(2), and operations of prctl(2), seccomp(2). */
public final class SecurityCalls {
  /** Operations of {@link ProcessCalls#prctl}: {@code <linux/prctl.h>}. */
  public static final int PR_CAPBSET_DROP = 24;

  public static final int PR_SET_NO_NEW_PRIVS = 38;
  public static final int PR_CAP_AMBIENT = 47;

  /** What {@link #PR_CAP_AMBIENT} can do. */
  public static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;

  /** The operation of seccomp(2) that adds a filter, and its flags: {@code <linux/seccomp.h>}. */
  public static final int SECCOMP_SET_MODE_FILTER = 1;

  public static final int SECCOMP_FILTER_FLAG_TSYNC = 1;
  public static final int SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4;

  /** The flag of {@link #unshare} for root, current directory and umask: {@code <sched.h>}. */
  public static final int CLONE_FS = 0x200;

  private SecurityCalls() {}

  /** Gives the calling thread namespaces or a share of its own; returns 0 or −1. */
  public static int unshare(int flags) {
    return Libc.intCall("unshare", flags);
  }
}
