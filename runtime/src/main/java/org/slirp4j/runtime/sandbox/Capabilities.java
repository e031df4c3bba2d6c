package org.slirp4j.runtime.sandbox;

import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SecurityCalls;

/** The capabilities, capabilities(7): which one is kept, which are needed to give them up. */
final class Capabilities {
  private static final int CAP_SETPCAP = 8;
  private static final int CAP_NET_BIND_SERVICE = 10;
  private static final int CAP_SYS_CHROOT = 18;
  private static final int CAP_SYS_ADMIN = 21;

  /** What is kept: forwarded ports below 1024, where the host's network is in our reach. */
  static final long KEPT = 1L << CAP_NET_BIND_SERVICE;

  /** What making the sandbox takes. */
  static final long NEEDED = 1L << CAP_SETPCAP | 1L << CAP_SYS_CHROOT | 1L << CAP_SYS_ADMIN;

  /** Numbers that capabilities can have. */
  static final int NUMBERS = 64;

  /** Rows that {@link #addDrops} adds at the most. */
  static final int ROWS = NUMBERS + 2;

  // capset(2), <linux/capability.h>
  private static final int VERSION_3 = 0x2008_0522;
  private static final int HEADER_BYTES = 8;
  private static final int DATA_BYTES = 24; // twice effective, permitted, inheritable

  private Capabilities() {}

  /**
   * Adds the calls by which a thread gives up all but {@link #KEPT}.
   *
   * @param memory {@link #memory}, which must live as long as the table
   */
  static void addDrops(ThreadTable table, NativeBlock memory) {
    for (int number = 0; number < NUMBERS; number++) {
      if (number != CAP_NET_BIND_SERVICE) {
        // EINVAL where no capability has this number; what is left shows in ThreadStatus.
        table.addUnchecked(SystemCall.PRCTL, SecurityCalls.PR_CAPBSET_DROP, number);
      }
    }
    table.add(
        SystemCall.PRCTL,
        "prctl PR_CAP_AMBIENT_CLEAR_ALL",
        SecurityCalls.PR_CAP_AMBIENT,
        SecurityCalls.PR_CAP_AMBIENT_CLEAR_ALL);
    table.add(SystemCall.CAPSET, "capset", memory.address(), memory.address() + HEADER_BYTES);
  }

  /** Returns the arguments of capset(2): this thread, {@link #KEPT} effective and permitted. */
  static NativeBlock memory() {
    NativeBlock memory = new NativeBlock(HEADER_BYTES + DATA_BYTES);
    memory.putInt(0, VERSION_3);
    memory.putInt(HEADER_BYTES, (int) KEPT);
    memory.putInt(HEADER_BYTES + Integer.BYTES, (int) KEPT);
    return memory;
  }
}
