package org.slirp4j.runtime.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.FileCalls;

/**
 * Where a container lives, by the inodes of its namespaces (namespaces(7)); 0 where nobody can see.
 *
 * @param network its network namespace
 * @param user the user namespace that owns it
 */
record Home(long network, long user) {
  // ioctl_ns(2)
  private static final long NS_GET_USERNS = 0xb701;
  private static final long NS_GET_PARENT = 0xb702;

  /** More than the kernel nests: user_namespaces(7) has 32. */
  private static final int MAX_NESTED = 40;

  private static final String TEXT = "net:[";

  static Home of(ContainerInfo container) {
    String netns = container.netns();
    boolean named = netns.startsWith(TEXT);
    Path path = named ? namespace(container.pid(), "net") : Path.of(netns);
    try {
      long network =
          named ? Long.parseLong(netns, TEXT.length(), netns.length() - 1, 10) : inode(path);
      return new Home(network, inode(path) == network ? owner(path) : 0);
    } catch (IOException | RuntimeException e) {
      return new Home(0, 0);
    }
  }

  /** Returns the path of a process's namespace. */
  static Path namespace(int pid, String kind) {
    return Path.of("/proc", Integer.toString(pid), "ns", kind);
  }

  static long inode(Path namespace) throws IOException {
    return (Long) Files.getAttribute(namespace, "unix:ino");
  }

  private static long owner(Path network) throws IOException {
    int fd = open(network);
    try {
      int owner = FileCalls.ioctl(fd, NS_GET_USERNS, 0);
      try {
        return owner < 0 ? 0 : inode(owner);
      } finally {
        FileCalls.close(owner);
      }
    } finally {
      FileCalls.close(fd);
    }
  }

  /** Returns a user namespace and those around it, as far as this process may look. */
  static List<Long> lineage(Path user) throws IOException {
    List<Long> inodes = new ArrayList<>();
    int fd = open(user);
    while (fd >= 0) {
      int parent;
      try {
        inodes.add(inode(fd));
        parent = inodes.size() < MAX_NESTED ? FileCalls.ioctl(fd, NS_GET_PARENT, 0) : -1;
      } finally {
        FileCalls.close(fd);
      }
      fd = parent;
    }
    return inodes;
  }

  private static int open(Path path) throws SystemCallException {
    int fd = FileCalls.open(path.toString(), FileCalls.O_RDONLY | FileCalls.O_CLOEXEC);
    if (fd < 0) {
      throw SystemCallException.last("open", path.toString(), "it has ended, or is not ours");
    }
    return fd;
  }

  private static long inode(int fd) throws IOException {
    return inode(Path.of("/proc/self/fd", Integer.toString(fd)));
  }
}
