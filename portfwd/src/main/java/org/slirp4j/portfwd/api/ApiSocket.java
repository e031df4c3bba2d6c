package org.slirp4j.portfwd.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * A listening AF_UNIX socket and the file by which clients find it.
 *
 * <p>It is made with few system calls and no event loop, before anything else of the network can be
 * seen; clients wait in its backlog until an {@link ApiServer} takes them.
 */
public final class ApiSocket implements AutoCloseable {
  /** Clients that may wait; the kernel caps it at somaxconn. */
  private static final int BACKLOG = 1024;

  private static final int FAMILY_BYTES = 2;

  /** Size of a {@code struct sockaddr_un}: unix(7). */
  private static final int ADDRESS_BYTES = FAMILY_BYTES + 108;

  /** Whoever is not this user must not open ports in the user's name. */
  private static final int OWNER_ONLY = 0600;

  private static final int TYPE =
      SocketCalls.SOCK_STREAM | SocketCalls.SOCK_NONBLOCK | SocketCalls.SOCK_CLOEXEC;

  /** The bits of {@code st_mode} that tell a file's kind, and a socket's: inode(7). */
  private static final int S_IFMT = 0170000;

  private static final int S_IFSOCK = 0140000;

  private final String path;
  private final int fd;
  private @Nullable Object file;

  private ApiSocket(String path, int fd) {
    this.path = path;
    this.fd = fd;
  }

  /**
   * Makes a socket at {@code path}, in place of one that nobody listens at any more, but not of
   * anything else.
   *
   * @throws SystemCallException when there is something else, or no way to make one
   */
  public static ApiSocket bind(String path) throws SystemCallException {
    int fd = socket(path);
    try (NativeBlock address = address(path)) {
      // A socket's file gets the permissions of the socket, less the umask: no moment is open.
      if (FileCalls.fchmod(fd, OWNER_ONLY) != 0) {
        throw SystemCallException.last("fchmod", path, "");
      }
      if (!bind(fd, address)) {
        int errno = Errno.last();
        if (errno != Errno.EADDRINUSE) {
          throw new SystemCallException("bind", path, errno, "the API socket cannot be made there");
        }
        removeStale(path, address);
        if (!bind(fd, address)) {
          throw SystemCallException.last("bind", path, "");
        }
      }
      if (SocketCalls.listen(fd, BACKLOG) != 0) {
        throw SystemCallException.last("listen", path, "");
      }
      return new ApiSocket(path, fd);
    } catch (SystemCallException e) {
      FileCalls.close(fd);
      throw e;
    }
  }

  /** Takes over a socket that was bound to {@code path} before this program was executed. */
  public static ApiSocket inherited(String path, int fd) {
    FileCalls.fcntl(fd, FileCalls.F_SETFD, FileCalls.FD_CLOEXEC);
    return new ApiSocket(path, fd);
  }

  /** Returns the listening descriptor. */
  public int fd() {
    return fd;
  }

  /** Remembers which file is at the path, so as to remove no other in the end. */
  void remember() {
    file = fileAt(path);
  }

  /** Removes the file, unless another one has taken its name since {@link #remember}. */
  void removeFile() {
    if (file != null && file.equals(fileAt(path))) {
      FileCalls.unlink(path);
    }
  }

  /** Gives up a socket that has not got a server. */
  @Override
  public void close() {
    FileCalls.close(fd);
    FileCalls.unlink(path);
  }

  private static int socket(String path) throws SystemCallException {
    int fd = SocketCalls.socket(SocketCalls.AF_UNIX, TYPE, 0);
    if (fd < 0) {
      throw SystemCallException.last("socket", "for " + path, "");
    }
    return fd;
  }

  private static NativeBlock address(String path) {
    NativeBlock address = new NativeBlock(ADDRESS_BYTES);
    address.putShort(0, SocketCalls.AF_UNIX);
    address.putBytes(FAMILY_BYTES, path.getBytes(StandardCharsets.UTF_8));
    return address;
  }

  private static boolean bind(int fd, NativeBlock address) {
    return SocketCalls.bind(fd, address.address(), ADDRESS_BYTES) == 0;
  }

  /** Removes a socket's file at which nobody listens. */
  private static void removeStale(String path, NativeBlock address) throws SystemCallException {
    if (!isSocket(path)) {
      throw new SystemCallException(
          "bind", path, Errno.EADDRINUSE, "a file that is no socket is there: name another path");
    }
    int probe = socket(path);
    boolean answers = SocketCalls.connect(probe, address.address(), ADDRESS_BYTES) == 0;
    int errno = answers ? 0 : Errno.last();
    FileCalls.close(probe);
    switch (errno) {
      case Errno.ECONNREFUSED -> {
        if (FileCalls.unlink(path) != 0 && Errno.last() != Errno.ENOENT) {
          throw SystemCallException.last("unlink", path, "a stale socket is in the way: remove it");
        }
      }
      case Errno.ENOENT -> {} // it has gone meanwhile
      case 0, Errno.EAGAIN ->
          throw new SystemCallException(
              "bind",
              path,
              Errno.EADDRINUSE,
              "another program listens there: name another path, or end that one");
      default -> throw new SystemCallException("connect", path, errno, "a socket is in the way");
    }
  }

  private static boolean isSocket(String path) {
    try {
      Object mode = Files.getAttribute(Path.of(path), "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return ((Integer) mode & S_IFMT) == S_IFSOCK;
    } catch (NoSuchFileException e) {
      return true; // it has gone meanwhile
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable Object fileAt(String path) {
    try {
      Path at = Path.of(path);
      return Files.readAttributes(at, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException e) {
      return null;
    }
  }
}
