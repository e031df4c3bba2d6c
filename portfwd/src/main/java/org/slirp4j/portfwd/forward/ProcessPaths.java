package org.slirp4j.portfwd.forward;

import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.RawCalls;

/**
 * The files that a process of the container sees, by {@code /proc/PID/root}: proc(5).
 *
 * <p>Paths are resolved as if that were our own root (openat2(2), RESOLVE_IN_ROOT): whatever links
 * the container lays, absolute or with dots, none leads to a file of the host. The process is held
 * by its directory in /proc, so that when it has ended, none that gets its number is taken for it.
 */
public final class ProcessPaths implements InsidePaths {
  /** The call's number, the same on x86-64 and aarch64: {@code <asm/unistd.h>}. */
  private static final long OPENAT2 = 437;

  /** A {@code struct open_how}: flags, mode and resolve, 64 bits each. */
  private static final int HOW_BYTES = 24;

  private static final int RESOLVE = 16;

  private static final int O_PATH = 0x20_0000;
  private static final long RESOLVE_NO_MAGICLINKS = 0x02;
  private static final long RESOLVE_IN_ROOT = 0x10;

  private final String name;
  private int process;

  /** Makes it; a process that is not there any more shows no files. */
  public ProcessPaths(int pid) {
    name = "/proc/" + pid;
    process = FileCalls.open(name, O_PATH | FileCalls.O_CLOEXEC);
  }

  @Override
  public int find(String path) throws SystemCallException {
    int start = root();
    try (NativeBlock text = NativeBlock.ofText(path);
        NativeBlock how = new NativeBlock(HOW_BYTES)) {
      how.putLong(0, O_PATH | FileCalls.O_CLOEXEC);
      how.putLong(RESOLVE, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
      long fd = RawCalls.syscall(OPENAT2, start, text.address(), how.address(), HOW_BYTES, 0);
      if (fd < 0) {
        throw SystemCallException.last("open", path + " inside", "");
      }
      return (int) fd;
    } finally {
      FileCalls.close(start);
    }
  }

  /** Opens the process's root; not longer than that takes, whatever a file system inside does. */
  private synchronized int root() throws SystemCallException {
    try (NativeBlock text = NativeBlock.ofText("root");
        NativeBlock how = new NativeBlock(HOW_BYTES)) {
      how.putLong(0, O_PATH | FileCalls.O_CLOEXEC);
      long fd = RawCalls.syscall(OPENAT2, process, text.address(), how.address(), HOW_BYTES, 0);
      if (fd < 0) {
        int errno = Errno.last();
        String advice =
            errno == Errno.ENOSYS
                ? "unix sockets inside need Linux 5.6"
                : "the container has ended, or is another user's";
        throw new SystemCallException("open", name + "/root", errno, advice);
      }
      return (int) fd;
    }
  }

  @Override
  public synchronized void close() {
    if (process >= 0) {
      FileCalls.close(process);
      process = -1;
    }
  }
}
