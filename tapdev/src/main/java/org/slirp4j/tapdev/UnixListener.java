package org.slirp4j.tapdev;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * A listening AF_UNIX socket and the file by which clients find it: unix(7).
 *
 * <p>Only its owner may connect, from the first moment on. It takes the place of a socket that no
 * program holds any more, of nothing else; and when it goes, it takes no other file with it that
 * has got its name meanwhile.
 */
public final class UnixListener implements AutoCloseable {
  private static final int FAMILY_BYTES = 2;

  /** Size of a {@code struct sockaddr_un}; the path in it ends with a NUL. */
  private static final int ADDRESS_BYTES = FAMILY_BYTES + 108;

  private static final int OWNER_ONLY = 0600;

  private final String path;
  private final int fd;
  private boolean remembered;
  private @Nullable FileStatus file;
  private boolean closed;

  private UnixListener(String path, int fd) {
    this.path = path;
    this.fd = fd;
  }

  /**
   * Begins to listen.
   *
   * @param path of 1 to 107 bytes
   * @param type {@code SOCK_STREAM} or {@code SOCK_SEQPACKET}, with or without {@code
   *     SOCK_NONBLOCK}
   * @param backlog clients that may wait; the kernel caps it at somaxconn
   * @throws SystemCallException when there is something else, or no way to make one
   */
  public static UnixListener bind(String path, int type, int backlog) throws SystemCallException {
    int fd = socket(path, type);
    boolean bound = false;
    try (NativeBlock address = address(path)) {
      // A socket's file gets the permissions of the socket, less the umask: no moment is open.
      if (FileCalls.fchmod(fd, OWNER_ONLY) != 0) {
        throw SystemCallException.last("fchmod", path, "");
      }
      int errno = bind(fd, address);
      if (errno == Errno.EADDRINUSE) {
        removeStale(path, address);
        errno = bind(fd, address);
      }
      if (errno != 0) {
        throw new SystemCallException("bind", path, errno, advice(errno));
      }
      bound = true;
      if (SocketCalls.listen(fd, backlog) != 0) {
        throw SystemCallException.last("listen", path, "");
      }
      return new UnixListener(path, fd);
    } catch (SystemCallException e) {
      if (bound) {
        FileCalls.unlink(path);
      }
      FileCalls.close(fd);
      throw e;
    }
  }

  /** Takes over a socket that was bound to {@code path} before this program was executed. */
  public static UnixListener inherited(String path, int fd) {
    FileCalls.fcntl(fd, FileCalls.F_SETFD, FileCalls.FD_CLOEXEC);
    return new UnixListener(path, fd);
  }

  /** Returns the listening descriptor. */
  public int fd() {
    return fd;
  }

  /**
   * Remembers which file is at the path, so as to remove no other in the end. Apart from {@link
   * #bind}, for others wait for that.
   */
  public void remember() {
    file = FileStatus.at(path);
    remembered = true;
  }

  /**
   * Removes the file, unless another one has its name since {@link #remember}. To be called while
   * the socket is open: nobody takes its file for a stale one then.
   */
  public void removeFile() {
    if (!remembered || (file != null && file.isSameAs(FileStatus.at(path)))) {
      FileCalls.unlink(path);
    }
  }

  /** Removes the file and takes no clients any more; those that were taken stay. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      removeFile();
      FileCalls.close(fd);
    }
  }

  private static int socket(String path, int type) throws SystemCallException {
    int fd = SocketCalls.socket(SocketCalls.AF_UNIX, type | SocketCalls.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw SystemCallException.last("socket", "for " + path, "");
    }
    return fd;
  }

  private static NativeBlock address(String path) throws SystemCallException {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length >= ADDRESS_BYTES - FAMILY_BYTES) {
      throw new SystemCallException("bind", path, Errno.EINVAL, "a path has 1 to 107 bytes");
    }
    NativeBlock address = new NativeBlock(ADDRESS_BYTES);
    address.putShort(0, SocketCalls.AF_UNIX);
    address.putBytes(FAMILY_BYTES, bytes);
    return address;
  }

  private static int bind(int fd, NativeBlock address) {
    return SocketCalls.bind(fd, address.address(), ADDRESS_BYTES) == 0 ? 0 : Errno.last();
  }

  private static String advice(int errno) {
    return switch (errno) {
      case Errno.EADDRINUSE -> "another program was faster: name another path";
      case Errno.ENOENT, Errno.ENOTDIR -> "make its folder first";
      case Errno.EACCES -> "name a path in a folder of yours";
      default -> "";
    };
  }

  /**
   * Removes a socket's file that no program holds any more. Asked with a socket of another kind:
   * one of the same would be a client, and would be refused by who has not come to listen yet.
   */
  private static void removeStale(String path, NativeBlock address) throws SystemCallException {
    if (!isSocket(path)) {
      throw new SystemCallException( // any other file refuses a connection just as a stale socket
          "bind", path, Errno.EADDRINUSE, "a file that is no socket is there: name another path");
    }
    int probe = socket(path, SocketCalls.SOCK_DGRAM);
    int errno =
        SocketCalls.connect(probe, address.address(), ADDRESS_BYTES) == 0 ? 0 : Errno.last();
    FileCalls.close(probe);
    switch (errno) {
      case Errno.ECONNREFUSED -> {
        if (FileCalls.unlink(path) != 0 && Errno.last() != Errno.ENOENT) {
          throw SystemCallException.last("unlink", path, "a stale socket is in the way: remove it");
        }
      }
      case Errno.ENOENT -> {} // it has gone meanwhile
      case 0, Errno.EPROTOTYPE, Errno.EPERM, Errno.EAGAIN ->
          throw new SystemCallException(
              "bind",
              path,
              Errno.EADDRINUSE,
              "another program listens there: name another path, or end that one");
      default -> throw new SystemCallException("connect", path, errno, "a socket is in the way");
    }
  }

  private static boolean isSocket(String path) {
    FileStatus there = FileStatus.at(path);
    return there == null ? Errno.last() == Errno.ENOENT : there.isSocket(); // it may have gone
  }
}
