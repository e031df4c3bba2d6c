package org.slirp4j.runtime.sandbox;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;

/**
 * What a process gives up for good, once all that it needs is open: {@code --enable-sandbox},
 * {@code --enable-seccomp}, both or none.
 *
 * <p>{@link #prepare} does the long part and may run while something else is waited for; {@link
 * #enter} is the short part, and in force for every thread when it returns.
 */
public final class Confinement {
  private final boolean sandboxed;
  private final boolean filtered;
  private @Nullable Sandbox sandbox;
  private @Nullable Seccomp seccomp;

  /** Plans it; nothing happens yet. */
  public Confinement(boolean sandboxed, boolean filtered) {
    this.sandboxed = sandboxed;
    this.filtered = filtered;
  }

  /**
   * Tells whether this process lacks the capabilities that it takes to give them up, so that it has
   * to begin again with {@link OwnUserNamespace}.
   */
  public boolean needsUserNamespace() {
    return sandboxed && !ThreadStatus.ofProcess().hasCapabilities(Capabilities.NEEDED);
  }

  /**
   * Makes what {@link #enter} needs. Changes nothing for any thread.
   *
   * @throws SystemCallException when it is not to be had here
   */
  public void prepare() throws SystemCallException {
    if (!sandboxed && !filtered) {
      return;
    }
    Machine machine = Machine.current();
    if (machine == null) {
      throw new SystemCallException(
          "sandbox",
          "os.arch " + System.getProperty("os.arch"),
          Errno.ENOSYS,
          "leave out --enable-sandbox and --enable-seccomp");
    }
    if (sandboxed) {
      Preload.all();
      sandbox = new Sandbox(machine, MinimalRoot.make(machine));
    }
    if (filtered) {
      seccomp = new Seccomp(machine);
    }
  }

  /**
   * Gives up, on every thread there is and will be. Whatever is to be read later, except for
   * resolv.conf, must be open; new classes still come from the class path.
   *
   * @throws SystemCallException when that failed half-way; the process is to end then
   */
  public void enter() throws SystemCallException {
    if (sandbox != null) {
      sandbox.enter();
    }
    if (seccomp != null) {
      seccomp.enter();
    }
  }

  /** Loads what all of it takes, and enters nothing: for the training of the AOT cache. */
  public static void rehearse() throws SystemCallException {
    Machine machine = Machine.current();
    if (machine != null) {
      Preload.all();
      MinimalRoot.rehearse(machine);
      try (ThreadTable harmless = new ThreadTable(machine, 1)) {
        harmless.add(SystemCall.GETPID, "getpid");
        EveryThread.runOnFirst(harmless);
      }
      new Sandbox(machine, -1).rehearse();
      new Seccomp(machine).close();
      OwnUserNamespace.rehearse();
    }
  }
}
