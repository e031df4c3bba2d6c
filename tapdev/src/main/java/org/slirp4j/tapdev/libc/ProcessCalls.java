package org.slirp4j.tapdev.libc;

/**
 * Calls on processes: clone(2), waitpid(2), waitid(2), kill(2), prctl(2), getuid(2), signal(2),
 * pthread_sigmask(3), pidfd_open(2), pidfd_getfd(2), _exit(2).
 */
public final class ProcessCalls {
  /** Flags of {@link #clone}: {@code <linux/sched.h>}. */
  public static final int CLONE_VM = 0x100;

  public static final int CLONE_FILES = 0x400;
  public static final int CLONE_NEWNS = 0x20000;
  public static final int CLONE_NEWUSER = 0x10000000;
  public static final int CLONE_NEWNET = 0x40000000;

  /** Flags of {@link #waitpid} and {@link #waitid}: {@code <linux/wait.h>}. */
  public static final int WEXITED = 4;

  public static final int WNOWAIT = 0x1000000;
  public static final int WALL = 0x40000000;

  /** The kind of {@link #waitid} that waits for one process: {@code <linux/wait.h>}. */
  public static final int P_PID = 1;

  /** Signals, the same on x86-64 and aarch64: signal(7). */
  public static final int SIGKILL = 9;

  public static final int SIGCHLD = 17;
  public static final int SIGSTOP = 19;

  /** Dispositions of {@link #signal}. */
  public static final long SIG_DFL = 0;

  public static final long SIG_IGN = 1;

  /** The ways of {@link #pthreadSigmask}. */
  public static final int SIG_SETMASK = 2;

  /** Operations of {@link #prctl}: {@code <linux/prctl.h>}. */
  public static final int PR_SET_PDEATHSIG = 1;

  public static final int PR_GET_DUMPABLE = 3;
  public static final int PR_SET_DUMPABLE = 4;

  // Without a C library function in older releases; one number for every architecture.
  private static final long SYS_PIDFD_OPEN = 434;
  private static final long SYS_PIDFD_GETFD = 438;

  private ProcessCalls() {}

  /**
   * Starts a child that runs the machine code at {@code function} on the stack that ends at {@code
   * stackTop}, with {@code argument} in its first register; returns its process id or −1.
   */
  public static int clone(long function, long stackTop, int flags, long argument) {
    return Libc.intCall("clone", function, stackTop, flags, argument);
  }

  /** Waits for a child and stores its wait status (an int) at {@code status}; its id or −1. */
  public static int waitpid(int pid, long status, int options) {
    return Libc.intCall("waitpid", pid, status, options);
  }

  /** Waits for a change of a child, storing nothing; returns 0 or −1. */
  public static int waitid(int kind, int id, int options) {
    return Libc.intCall("waitid", kind, id, 0L, options);
  }

  /** Sends a signal; returns 0 or −1. */
  public static int kill(int pid, int signal) {
    return Libc.intCall("kill", pid, signal);
  }

  /** Operates on the calling process or thread; returns what the operation returns, or −1. */
  public static int prctl(int operation, long argument) {
    return Libc.intCall("prctl", operation, argument, 0L, 0L, 0L);
  }

  /** Returns the process's id. */
  public static int getpid() {
    return Libc.intCall("getpid");
  }

  /** Returns the effective user id. */
  public static int geteuid() {
    return Libc.intCall("geteuid");
  }

  /** Returns the effective group id. */
  public static int getegid() {
    return Libc.intCall("getegid");
  }

  /** Sets what a signal does; returns the former disposition or −1. */
  public static long signal(int signal, long disposition) {
    return Libc.longCall("signal", signal, disposition);
  }

  /**
   * Sets the calling thread's signal mask from {@code set} and stores the former one at {@code old}
   * (each 128 bytes; 0: none); returns 0 or the error number.
   */
  public static int pthreadSigmask(int how, long set, long old) {
    return Libc.intCall("pthread_sigmask", how, set, old);
  }

  /** Returns a descriptor that stands for the process {@code pid}, or −1 (Linux 5.3). */
  public static int pidfdOpen(int pid) {
    return (int) Libc.longCall("syscall", SYS_PIDFD_OPEN, (long) pid, 0L);
  }

  /** Returns a copy of another process's descriptor, or −1 (Linux 5.6). */
  public static int pidfdGetfd(int pidfd, int fd) {
    return (int) Libc.longCall("syscall", SYS_PIDFD_GETFD, (long) pidfd, (long) fd, 0L);
  }

  /** Returns the address of the process's environment, the {@code environ} of environ(7). */
  public static long environ() {
    return Libc.PROCESS.getGlobalVariableAddress("environ").getLong(0);
  }

  /** Ends the process at once, with no hook run: 7 ms where {@code System.exit} may take 300. */
  public static void exit(int status) {
    Libc.intCall("_exit", status);
  }
}
