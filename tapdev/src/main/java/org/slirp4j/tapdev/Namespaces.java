package org.slirp4j.tapdev;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.ProcessCalls;

/**
 * Open descriptors of the namespaces to enter; they keep the namespaces alive.
 *
 * @param userFd the user namespace to join first, or −1
 * @param userName its name in messages
 * @param netFd the network namespace
 * @param netName its name in messages
 */
record Namespaces(int userFd, String userName, int netFd, String netName) implements AutoCloseable {
  // <linux/nsfs.h>
  private static final int NS_GET_USERNS = 0xb701;
  private static final int NS_GET_NSTYPE = 0xb703;

  /** Opens the namespaces of a process. */
  static Namespaces of(NamespaceTarget.OfPid target) throws SystemCallException {
    String name = "/proc/" + target.pid() + "/ns/net";
    return open(name, adviceForProcess(target.pid()), target.usernsPath());
  }

  /** Opens the namespace at a path. */
  static Namespaces of(NamespaceTarget.OfPath target) throws SystemCallException {
    return open(target.netnsPath(), "", target.usernsPath());
  }

  private static Namespaces open(String netName, String advice, @Nullable String usernsPath)
      throws SystemCallException {
    int netFd = openNamespace(netName, ProcessCalls.CLONE_NEWNET, "network", advice);
    if (usernsPath == null) {
      // Fails where the owner is out of our reach or is our own parent: then there is none to join.
      int owner = FileCalls.ioctl(netFd, NS_GET_USERNS, 0);
      return new Namespaces(owner, "the user namespace that owns " + netName, netFd, netName);
    }
    try {
      int userFd = openNamespace(usernsPath, ProcessCalls.CLONE_NEWUSER, "user", "");
      return new Namespaces(userFd, usernsPath, netFd, netName);
    } catch (SystemCallException e) {
      FileCalls.close(netFd);
      throw e;
    }
  }

  private static int openNamespace(String path, int type, String kind, String advice)
      throws SystemCallException {
    // O_NONBLOCK: the path may turn out to be a FIFO.
    int flags = FileCalls.O_RDONLY | FileCalls.O_CLOEXEC | FileCalls.O_NONBLOCK;
    int fd = FileCalls.open(path, flags);
    if (fd < 0) {
      int errno = Errno.last();
      throw new SystemCallException(
          "open", path, errno, advice.isEmpty() ? adviceForPath(errno, kind) : advice);
    }
    int found = FileCalls.ioctl(fd, NS_GET_NSTYPE, 0);
    if (found != type) {
      int errno = found < 0 ? Errno.last() : Errno.EINVAL;
      FileCalls.close(fd);
      throw new SystemCallException("setns", path, errno, "it is not a " + kind + " namespace");
    }
    return fd;
  }

  private static String adviceForProcess(int pid) {
    return "is process " + pid + " running, and does it belong to this user?";
  }

  private static String adviceForPath(int errno, String kind) {
    return errno == Errno.ENOENT ? "give the path of a " + kind + " namespace" : "";
  }

  /** Returns the error for a person when joining the user namespace failed. */
  SystemCallException userFailure(int errno) {
    return new SystemCallException(
        "setns", userName, errno, "start as the user who made the namespace, or as root");
  }

  /** Returns the error for a person when joining the network namespace failed. */
  SystemCallException netFailure(int errno) {
    return new SystemCallException(
        "setns", netName, errno, "start as the user who made the namespace, or as root");
  }

  @Override
  public void close() {
    FileCalls.close(userFd);
    FileCalls.close(netFd);
  }
}
