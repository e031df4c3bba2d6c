package org.slirp4j.runtime.front;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.ProcessCalls;

/**
 * The process of a front, as seen from here: proc_pid_fd(5).
 *
 * @param pid its id
 * @param slotFd its descriptor of the slot
 * @param fileFd its descriptor for what it opens for us
 */
record FrontProcess(int pid, int slotFd, int fileFd) {
  /** From here on a shell has descriptors of its own. */
  private static final int MAX_CALLERS_FD = 9;

  /** Access mode bits of open(2). */
  private static final int O_ACCMODE = 3;

  private static final int O_NOCTTY = 0x100;
  private static final Path OWN_NETWORK = Path.of("/proc/self/ns/net");

  /**
   * Tells whether {@code fd} is a caller's, or −1. Standard input is the slot while a shell reads
   * from that.
   */
  boolean mayBeCallers(int fd) {
    return fd != 0 && fd <= MAX_CALLERS_FD && fd != slotFd && fd != fileFd;
  }

  /** Returns why this process cannot be served as the reader of a slot, or null. */
  @Nullable String problem(Object slotFile) {
    try {
      Path slot = Path.of(fd(slotFd));
      if (!slotFile.equals(Files.readAttributes(slot, BasicFileAttributes.class).fileKey())) {
        return "process " + pid + " is somebody else to the daemon";
      }
      Path network = Path.of("/proc/" + pid + "/ns/net");
      if (!Files.readSymbolicLink(network).equals(Files.readSymbolicLink(OWN_NETWORK))) {
        return "the daemon is in another network namespace";
      }
      return null;
    } catch (IOException e) {
      return "the daemon cannot look into process " + pid;
    }
  }

  /** Returns the name of one of its descriptors. */
  String fd(int number) {
    return "/proc/" + pid + "/fd/" + number;
  }

  /** Tells whether it has a descriptor of this number. */
  boolean has(int number) {
    return Files.exists(Path.of(fd(number)), LinkOption.NOFOLLOW_LINKS);
  }

  /** Opens the file that it has opened for us. */
  int takeFile() throws SystemCallException {
    int flags = FileCalls.O_RDONLY | FileCalls.O_NONBLOCK | FileCalls.O_CLOEXEC;
    int fd = FileCalls.open(fd(fileFd), flags);
    if (fd < 0) {
      throw SystemCallException.last("open", fd(fileFd), "");
    }
    return fd;
  }

  /**
   * Returns a descriptor that hangs up when the process's own {@code number} does.
   *
   * @throws SystemCallException when it cannot be had
   */
  int copy(int number) throws SystemCallException {
    int pidfd = ProcessCalls.pidfdOpen(pid);
    if (pidfd >= 0) {
      int copy = ProcessCalls.pidfdGetfd(pidfd, number);
      FileCalls.close(pidfd);
      if (copy >= 0) {
        return copy;
      }
    }
    // An old kernel, or tracing is restricted (Yama): pipes and files can be opened once more.
    int flags = access(number) | FileCalls.O_NONBLOCK | FileCalls.O_CLOEXEC | O_NOCTTY;
    int fd = FileCalls.open(fd(number), flags);
    if (fd < 0) {
      throw new SystemCallException("open", fd(number), Errno.last(), "");
    }
    return fd;
  }

  /** Returns how the process has opened it: proc_pid_fdinfo(5), the octal number after flags. */
  private int access(int number) throws SystemCallException {
    try {
      Path info = Path.of("/proc/" + pid + "/fdinfo/" + number);
      for (String line : Files.readAllLines(info)) {
        if (line.startsWith("flags:")) {
          return Integer.parseInt(line.substring("flags:".length()).strip(), 8) & O_ACCMODE;
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Told below.
    }
    throw new SystemCallException("open", fd(number), Errno.EACCES, "its flags are not known");
  }
}
