package org.slirp4j.runtime.sandbox;

import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;
import org.slirp4j.tapdev.libc.RawCalls;
import org.slirp4j.tapdev.libc.SecurityCalls;

/**
 * All that {@code --enable-seccomp} takes from a process, made ready: the program of {@link
 * CallFilter} in the kernel's form, seccomp(2).
 */
final class Seccomp {
  private static final int FPROG_BYTES = 16; // struct sock_fprog: u16 count, pointer at 8
  private static final int FPROG_CODE_AT = 8;

  private final Machine machine;
  private final NativeBlock program;
  private final NativeBlock head = new NativeBlock(FPROG_BYTES);

  /** Makes the program for this process. */
  Seccomp(Machine machine) {
    this.machine = machine;
    BpfCode code = CallFilter.program(machine, ProcessCalls.getpid());
    program = new NativeBlock(code.size() * BpfCode.INSTRUCTION_BYTES);
    program.putBytes(0, code.toBytes());
    head.putShort(0, code.size());
    head.putLong(FPROG_CODE_AT, program.address());
  }

  /**
   * Allows every thread of this process, and all that it will ever start, the calls of {@link
   * CallFilter} and no others, for good. Also takes the right to gain privileges by execve(2).
   *
   * @throws SystemCallException when the kernel has no such filters
   */
  void enter() throws SystemCallException {
    // Without it only root may filter; the kernel hands it to all threads with the filter.
    ProcessCalls.prctl(SecurityCalls.PR_SET_NO_NEW_PRIVS, 1);
    int flags =
        SecurityCalls.SECCOMP_FILTER_FLAG_TSYNC | SecurityCalls.SECCOMP_FILTER_FLAG_SPEC_ALLOW;
    long result =
        RawCalls.syscall(
            SystemCall.SECCOMP.number(machine),
            SecurityCalls.SECCOMP_SET_MODE_FILTER,
            flags,
            head.address());
    if (result < 0) {
      throw SystemCallException.last("seccomp", "on all threads", advice(Errno.last()));
    }
    if (result > 0) {
      throw new SystemCallException(
          "seccomp", "on thread " + result, Errno.EBUSY, "it has a filter of its own");
    }
    close();
  }

  /** Gives its memory back. */
  void close() {
    program.close();
    head.close();
  }

  private static String advice(int errno) {
    return errno == Errno.EINVAL || errno == Errno.ENOSYS
        ? "this kernel has no filters for all threads (Linux 4.17); leave out --enable-seccomp"
        : "leave out --enable-seccomp";
  }
}
