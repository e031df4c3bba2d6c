package org.slirp4j.runtime.sandbox;

import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;
import org.slirp4j.tapdev.libc.SecurityCalls;

/** All that {@code --enable-sandbox} takes from a process, made ready. */
final class Sandbox {
  /** What to do where it cannot be had. */
  static final String LEAVE_OUT = "leave out --enable-sandbox";

  private static final int OTHER_ROWS = 3;

  private final int mounts;
  private final ThreadTable table;

  /** Makes it for a descriptor of the mount namespace to live in; from now on owned by this. */
  Sandbox(Machine machine, int mounts) throws SystemCallException {
    this.mounts = mounts;
    NativeBlock capabilities = Capabilities.memory(); // for good, as the table's memory
    table = new ThreadTable(machine, OTHER_ROWS + Capabilities.ROWS);
    table.add(SystemCall.PRCTL, "prctl PR_SET_NO_NEW_PRIVS", SecurityCalls.PR_SET_NO_NEW_PRIVS, 1);
    // A thread that shares its root with others may not change the mount namespace.
    table.add(SystemCall.UNSHARE, "unshare CLONE_FS", SecurityCalls.CLONE_FS);
    table.add(SystemCall.SETNS, "setns", mounts, ProcessCalls.CLONE_NEWNS);
    Capabilities.addDrops(table, capabilities);
  }

  /** Takes all threads into it. */
  void enter() throws SystemCallException {
    EveryThread.run(table);
    table.close();
    FileCalls.close(mounts);
  }

  /** Loads what {@link #enter} takes, and enters nothing. */
  void rehearse() {
    ThreadStatus.ofProcess().isConfined();
    table.close();
  }
}
