package org.slirp4j.tapdev;

/** The system calls that a {@link SyscallTable} may hold, with their numbers on this machine. */
enum Syscall {
  // Numbers: arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h.
  READ(0, 63),
  CLOSE(3, 57),
  RT_SIGACTION(13, 134),
  RT_SIGPROCMASK(14, 135),
  GETPID(39, 172),
  SOCKET(41, 198),
  EXECVE(59, 221),
  PRCTL(157, 167),
  MOUNT(165, 40),
  OPENAT(257, 56),
  SETNS(308, 268),
  EXIT_GROUP(231, 94),
  CLOSE_RANGE(436, 436);

  private final int x86;
  private final int aarch64;

  Syscall(int x86, int aarch64) {
    this.x86 = x86;
    this.aarch64 = aarch64;
  }

  /** Returns the call's number. */
  int number() {
    return Routine.IS_AARCH64 ? aarch64 : x86;
  }
}
