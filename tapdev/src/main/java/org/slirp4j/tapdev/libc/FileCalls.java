package org.slirp4j.tapdev.libc;

/** Calls on file descriptors: open(2), close(2), read(2), write(2), fcntl(2), ioctl(2). */
public final class FileCalls {
  /** Flags of {@link #open}, the same on x86-64 and aarch64: {@code <fcntl.h>}. */
  public static final int O_RDONLY = 0;

  public static final int O_RDWR = 2;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x80000;

  /** Commands of {@link #fcntl}: {@code <fcntl.h>}. */
  public static final int F_DUPFD = 0;

  public static final int F_GETFD = 1;
  public static final int F_SETFD = 2;
  public static final int F_GETFL = 3;
  public static final int F_SETFL = 4;
  public static final int F_SETPIPE_SZ = 1031;

  /** The descriptor flag: closed by execve(2). */
  public static final int FD_CLOEXEC = 1;

  private FileCalls() {}

  /** Opens the file whose NUL-terminated name is at {@code path}; returns a descriptor or −1. */
  public static int open(long path, int flags, int mode) {
    return Libc.intCall("open", path, flags, mode);
  }

  /** Opens the file {@code path}; returns a descriptor or −1. */
  public static int open(String path, int flags) {
    try (NativeBlock text = NativeBlock.ofText(path)) {
      return open(text.address(), flags, 0);
    }
  }

  /** Opens or makes the file {@code path}; returns a descriptor or −1. */
  public static int create(String path, int flags, int mode) {
    try (NativeBlock text = NativeBlock.ofText(path)) {
      return open(text.address(), flags, mode);
    }
  }

  /** Closes {@code fd}; a negative one is none. */
  public static void close(int fd) {
    if (fd >= 0) {
      Libc.intCall("close", fd);
    }
  }

  /**
   * Reads at most {@code bytes} into {@code address}; returns their number, 0 at the end, or −1.
   */
  public static long read(int fd, long address, long bytes) {
    return Libc.longCall("read", fd, address, bytes);
  }

  /** Writes at most {@code bytes} from {@code address}; returns their number or −1. */
  public static long write(int fd, long address, long bytes) {
    return Libc.longCall("write", fd, address, bytes);
  }

  /** Gets or sets a property of {@code fd}; returns what the command returns, or −1. */
  public static int fcntl(int fd, int command, long argument) {
    return Libc.intCall("fcntl", fd, command, argument);
  }

  /** Makes a request to the device or socket {@code fd}; returns what it returns, or −1. */
  public static int ioctl(int fd, long request, long argument) {
    return Libc.intCall("ioctl", fd, request, argument);
  }

  /** Sets the permissions of an open file; returns 0 or −1: fchmod(2). */
  public static int fchmod(int fd, int mode) {
    return Libc.intCall("fchmod", fd, mode);
  }

  /** Takes a name away from a file; returns 0 or −1: unlink(2). */
  public static int unlink(String path) {
    try (NativeBlock text = NativeBlock.ofText(path)) {
      return Libc.intCall("unlink", text.address());
    }
  }

  /** Makes a pipe and stores its two descriptors (read, write) at {@code fds}; returns 0 or −1. */
  public static int pipe2(long fds, int flags) {
    return Libc.intCall("pipe2", fds, flags);
  }

  /** Sets who may do what with a file; returns 0 or −1: chmod(2). */
  public static int chmod(String path, int mode) {
    try (NativeBlock text = NativeBlock.ofText(path)) {
      return Libc.intCall("chmod", text.address(), mode);
    }
  }

  /** Makes a FIFO; returns 0 or −1: mkfifo(3). */
  public static int mkfifo(String path, int mode) {
    try (NativeBlock text = NativeBlock.ofText(path)) {
      return Libc.intCall("mkfifo", text.address(), mode);
    }
  }

  /** Makes a second descriptor of the same open file; returns it or −1. */
  public static int dup(int fd) {
    return Libc.intCall("dup", fd);
  }
}
