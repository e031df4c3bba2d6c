package org.slirp4j.runtime.sandbox;

import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;
import org.slirp4j.tapdev.libc.RawCalls;
import org.slirp4j.tapdev.libc.SecurityCalls;

/** The filter of system calls: seccomp(2). */
public final class Seccomp {
  private static final String OPERATION = "seccomp";
  private static final int FPROG_BYTES = 16; // struct sock_fprog: u16 count, pointer at 8
  private static final int FPROG_CODE_AT = 8;

  private Seccomp() {}

  /**
   * Allows every thread of this process, and all that it will ever start, the calls of {@link
   * CallFilter} and no others, for good. Also takes the right to gain privileges by execve(2).
   *
   * @throws SystemCallException when the kernel or this machine has no such filters; nothing has
   *     changed then
   */
  public static void enter() throws SystemCallException {
    Machine machine = Machine.current();
    if (machine == null) {
      String name = "os.arch " + System.getProperty("os.arch");
      throw new SystemCallException(OPERATION, name, Errno.ENOSYS, "leave out --enable-seccomp");
    }
    install(CallFilter.program(machine, ProcessCalls.getpid()), machine);
  }

  private static void install(BpfCode code, Machine machine) throws SystemCallException {
    try (NativeBlock program = new NativeBlock(code.size() * BpfCode.INSTRUCTION_BYTES);
        NativeBlock head = new NativeBlock(FPROG_BYTES)) {
      for (int i = 0; i < code.size(); i++) {
        put(program, i * BpfCode.INSTRUCTION_BYTES, code.get(i));
      }
      head.putShort(0, code.size());
      head.putLong(FPROG_CODE_AT, program.address());
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
        throw SystemCallException.last(OPERATION, "on all threads", advice(Errno.last()));
      }
      if (result > 0) {
        throw new SystemCallException(
            OPERATION, "on thread " + result, Errno.EBUSY, "it has a filter of its own");
      }
    }
  }

  private static void put(NativeBlock program, int at, long instruction) {
    program.putShort(at, (int) (instruction >>> 48));
    program.putByte(at + 2, (int) (instruction >>> 40));
    program.putByte(at + 3, (int) (instruction >>> 32));
    program.putInt(at + 4, (int) instruction);
  }

  private static String advice(int errno) {
    return errno == Errno.EINVAL || errno == Errno.ENOSYS
        ? "this kernel has no filters for all threads (Linux 4.17); leave out --enable-seccomp"
        : "leave out --enable-seccomp";
  }
}
