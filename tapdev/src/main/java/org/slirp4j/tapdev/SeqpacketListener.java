package org.slirp4j.tapdev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * A socket at a path, of the kind that keeps messages apart, where a virtual machine connects and
 * then sends and takes one Ethernet frame per message: what User Mode Linux calls BESS.
 *
 * <p>One peer is taken. The socket's file is gone when the listener is closed; a file that no
 * program listens at any more is replaced, another one is not.
 */
public final class SeqpacketListener implements AutoCloseable {
  /** struct sockaddr_un: the family and 108 bytes of path, NUL among them. */
  private static final int PATH_AT = 2;

  private static final int ADDRESS_BYTES = PATH_AT + 108;

  /** Only the socket's owner may connect: who does is the guest. */
  private static final int OWNER_ONLY = 0600;

  // <linux/stat.h>
  private static final int S_IFMT = 0170000;
  private static final int S_IFSOCK = 0140000;

  private final String path;
  private int fd;

  private SeqpacketListener(int fd, String path) {
    this.fd = fd;
    this.path = path;
  }

  /**
   * Begins to listen.
   *
   * @param path at most 107 bytes
   * @throws SystemCallException when the path is not to be had
   */
  public static SeqpacketListener bind(String path) throws SystemCallException {
    int fd = socket(path, SocketCalls.SOCK_SEQPACKET);
    try (NativeBlock address = address(path)) {
      int errno = bind(fd, address);
      if (errno == Errno.EADDRINUSE && isStale(address, path)) {
        FileCalls.unlink(path);
        errno = bind(fd, address);
      }
      if (errno != 0) {
        throw new SystemCallException("bind", path, errno, advice(errno));
      }
      // Nobody can connect between the two: before listen(2) that is refused.
      if (FileCalls.chmod(path, OWNER_ONLY) != 0 || SocketCalls.listen(fd, 1) != 0) {
        SystemCallException failure = SystemCallException.last("listen", path, "");
        FileCalls.unlink(path);
        throw failure;
      }
      return new SeqpacketListener(fd, path);
    } catch (SystemCallException e) {
      FileCalls.close(fd);
      throw e;
    }
  }

  private static int bind(int fd, NativeBlock address) {
    return SocketCalls.bind(fd, address.address(), ADDRESS_BYTES) == 0 ? 0 : Errno.last();
  }

  /** Waits for a peer, as long as it takes; its frames have no vnet header. */
  public TapDevice accept() throws SystemCallException {
    int flags = SocketCalls.SOCK_NONBLOCK | SocketCalls.SOCK_CLOEXEC;
    int peer = SocketCalls.accept4(fd, 0, 0, flags);
    while (peer < 0 && Errno.last() == Errno.EINTR) {
      peer = SocketCalls.accept4(fd, 0, 0, flags);
    }
    if (peer < 0) {
      throw SystemCallException.last("accept", path, "");
    }
    return new TapDevice(peer, path, TapOffloads.NONE);
  }

  /**
   * Tells whether a socket's file has outlived its program. Asked with a socket of another kind:
   * one of the same would be taken for the peer.
   */
  private static boolean isStale(NativeBlock address, String path) throws SystemCallException {
    if (!isSocket(path)) {
      return false; // connect(2) is refused for any file
    }
    int probe = socket(path, SocketCalls.SOCK_DGRAM);
    boolean refused =
        SocketCalls.connect(probe, address.address(), ADDRESS_BYTES) != 0
            && Errno.last() == Errno.ECONNREFUSED;
    FileCalls.close(probe);
    return refused;
  }

  private static boolean isSocket(String path) {
    try {
      int mode = (int) Files.getAttribute(Path.of(path), "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return (mode & S_IFMT) == S_IFSOCK;
    } catch (IOException e) {
      return false;
    }
  }

  private static int socket(String path, int type) throws SystemCallException {
    int fd = SocketCalls.socket(SocketCalls.AF_UNIX, type | SocketCalls.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw SystemCallException.last("socket", path, "");
    }
    return fd;
  }

  private static NativeBlock address(String path) throws SystemCallException {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length >= ADDRESS_BYTES - PATH_AT) {
      throw new SystemCallException("bind", path, Errno.EINVAL, "a path has 1 to 107 bytes");
    }
    NativeBlock address = new NativeBlock(ADDRESS_BYTES);
    address.putShort(0, SocketCalls.AF_UNIX);
    address.putBytes(PATH_AT, bytes);
    return address;
  }

  private static String advice(int errno) {
    return switch (errno) {
      case Errno.EADDRINUSE -> "something else is there: choose another path";
      case Errno.ENOENT, Errno.ENOTDIR -> "make its folder first";
      case Errno.EACCES -> "choose a path in a folder of yours";
      default -> "";
    };
  }

  /** Takes no peer any more and removes the socket's file; the peer that was taken stays. */
  @Override
  public void close() {
    if (fd >= 0) {
      FileCalls.close(fd);
      FileCalls.unlink(path);
      fd = -1;
    }
  }
}
