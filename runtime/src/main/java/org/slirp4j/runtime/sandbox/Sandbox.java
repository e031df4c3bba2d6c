package org.slirp4j.runtime.sandbox;

import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;
import org.slirp4j.tapdev.libc.SecurityCalls;

/** A process that has given up the file system and its capabilities. */
public final class Sandbox {
  /** What to do where it cannot be had. */
  static final String LEAVE_OUT = "leave out --enable-sandbox";

  private Sandbox() {}

  /** Tells whether this process has the capabilities that it takes to give them up. */
  public static boolean isInReach() {
    return ThreadStatus.ofProcess().hasCapabilities(Capabilities.NEEDED);
  }

  /**
   * Takes this process into the sandbox, every thread and all that they will ever start, for good.
   * Whatever it is to read later, except for resolv.conf, must be open.
   *
   * @throws SystemCallException when something of it is not to be had; the process is in an
   *     undefined state then, and is to end
   */
  public static void enter() throws SystemCallException {
    Machine machine = Machine.current();
    if (machine == null) {
      String name = "os.arch " + System.getProperty("os.arch");
      throw new SystemCallException("sandbox", name, Errno.ENOSYS, LEAVE_OUT);
    }
    int mounts = MinimalRoot.make(machine);
    NativeBlock capabilities = Capabilities.memory(); // for good, as the table's memory
    try (ThreadTable table = new ThreadTable(machine, Capabilities.ROWS + 3)) {
      String noNewPrivs = "prctl PR_SET_NO_NEW_PRIVS";
      table.add(SystemCall.PRCTL, noNewPrivs, SecurityCalls.PR_SET_NO_NEW_PRIVS, 1);
      // A thread that shares its root with others may not change the mount namespace.
      table.add(SystemCall.UNSHARE, "unshare CLONE_FS", SecurityCalls.CLONE_FS);
      table.add(SystemCall.SETNS, "setns", mounts, ProcessCalls.CLONE_NEWNS);
      Capabilities.addDrops(table, capabilities);
      EveryThread.run(table);
    } finally {
      FileCalls.close(mounts);
    }
  }
}
