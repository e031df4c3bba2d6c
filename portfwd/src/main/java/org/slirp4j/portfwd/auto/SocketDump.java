package org.slirp4j.portfwd.auto;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * Passes over a namespace's sockets: one dump for each family and protocol, by a netlink socket
 * that was made in the namespace.
 *
 * <p>The kernel makes a dump's next part when the one before is read, in that very call, so nothing
 * is waited for: no event loop takes part. {@code <linux/netlink.h>}:
 *
 * <pre>
 *   nlmsghdr   length:32 | type:16 | flags:16 | sequence:32 | sender:32, then the message, padded to 4
 * </pre>
 */
final class SocketDump implements AutoCloseable {
  /** Who gets what a pass finds. */
  interface Visitor {
    /** A socket; it is looked at during this call alone. */
    void onSocket(boolean isUdp, DiagSocket socket);

    /** The kernel does not answer for TCP, or UDP: it lacks tcp_diag or udp_diag. */
    void onRefused(boolean isUdp, int errno);
  }

  /** {@link #read}: there is more, to be read later. */
  static final int MORE = 0;

  /** {@link #read}: the pass is over. */
  static final int OVER = 1;

  /** What the kernel fills at most in one go: net/netlink/af_netlink.c, netlink_recvmsg(). */
  private static final int BUFFER_BYTES = 32_768;

  private static final int HEADER_BYTES = 16;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  private static final int SOCK_DIAG_BY_FAMILY = 20;

  private static final int IPPROTO_TCP = 6;
  private static final int IPPROTO_UDP = 17;
  private static final int TCP_STATES = 1 << DiagSocket.TCP_LISTENING;
  private static final int UDP_STATES = 1 << DiagSocket.UDP_UNCONNECTED | 1 << DiagSocket.CONNECTED;

  /** TCP by IPv4 and by IPv6, then UDP. */
  private static final int STEPS = 4;

  private final FileDescriptor fd;
  private final AutoFilter filter;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment block = arena.allocate(BUFFER_BYTES, 8);
  private final DiagRequest request = new DiagRequest(arena);
  private final boolean[] refused = new boolean[2];
  private int step = STEPS;
  private boolean asked;
  private int sequence;
  private boolean exact;
  private int parts;
  private int partsWithSockets;

  /**
   * Makes it.
   *
   * @param fd a non-blocking netlink socket of the namespace, of NETLINK_SOCK_DIAG; taken over
   */
  SocketDump(int fd, AutoFilter filter) {
    this.fd = new FileDescriptor(fd);
    this.filter = filter;
  }

  /** Begins a pass. What is left of the one before is skipped. */
  void begin() {
    step = 0;
    asked = false;
    exact = true;
    parts = 0;
  }

  /** Returns how many parts this pass has had so far. */
  int parts() {
    return parts;
  }

  /** Tells whether each dump of this pass came in one part, so that no socket can be missing. */
  boolean isExact() {
    return exact;
  }

  /**
   * Goes on with the pass.
   *
   * @param maxReads how many parts, of some 260 sockets, are read at most
   * @return {@link #OVER}, {@link #MORE}, or a negated errno: the pass has failed
   */
  int read(int maxReads, Visitor visitor) {
    int left = maxReads;
    while (step < STEPS) {
      if (isNothingToAsk()) {
        step++;
        continue;
      }
      if (left-- == 0) {
        return MORE;
      }
      int errno = asked ? 0 : ask();
      errno = errno == 0 ? receive(visitor) : errno;
      if (errno != 0) {
        return -errno;
      }
    }
    return OVER;
  }

  private boolean isUdp() {
    return step >= STEPS / 2;
  }

  private boolean isNothingToAsk() {
    boolean isUdp = isUdp();
    return filter.first(isUdp) < 0 || refused[isUdp ? 1 : 0];
  }

  /** Asks for the dump of this step; returns 0 or an errno. */
  private int ask() {
    boolean isUdp = isUdp();
    request.set(
        ++sequence,
        (step & 1) == 0 ? SocketCalls.AF_INET : SocketCalls.AF_INET6,
        isUdp ? IPPROTO_UDP : IPPROTO_TCP,
        isUdp ? UDP_STATES : TCP_STATES,
        filter.first(isUdp),
        filter.last(isUdp));
    try {
      partsWithSockets = 0;
      asked = fd.writeAddress(request.address(), 0, DiagRequest.BYTES) == DiagRequest.BYTES;
      return asked ? 0 : Errno.EAGAIN;
    } catch (IOException e) {
      return Errno.ENOBUFS;
    }
  }

  /** Takes the next part; returns 0 or an errno. */
  private int receive(Visitor visitor) {
    int length;
    try {
      length = fd.readAddress(block.address(), 0, BUFFER_BYTES);
    } catch (IOException e) {
      return Errno.ENOBUFS;
    }
    parts++;
    return length <= 0 ? Errno.EAGAIN : take(length, visitor);
  }

  private int take(int length, Visitor visitor) {
    int at = 0;
    int errno = 0;
    boolean hasSockets = block.get(ValueLayout.JAVA_SHORT, 4) == SOCK_DIAG_BY_FAMILY;
    exact &= !hasSockets || ++partsWithSockets == 1;
    while (at + HEADER_BYTES <= length && errno == 0) {
      int size = block.get(ValueLayout.JAVA_INT, at);
      if (size < HEADER_BYTES || size > length - at) {
        return Errno.EINVAL;
      }
      // What a pass that was given up has left in the socket has another number.
      if (block.get(ValueLayout.JAVA_INT, at + 8) == sequence) {
        errno = takeMessage(at, size, visitor);
      }
      at += size + 3 & ~3;
    }
    return errno;
  }

  private int takeMessage(int at, int size, Visitor visitor) {
    switch (block.get(ValueLayout.JAVA_SHORT, at + 4)) {
      case SOCK_DIAG_BY_FAMILY -> {
        DiagSocket socket = new DiagSocket(block, at + HEADER_BYTES, size - HEADER_BYTES);
        if (socket.check()) {
          visitor.onSocket(isUdp(), socket);
        }
      }
      case NLMSG_ERROR -> {
        return failed(
            size < HEADER_BYTES + 4 ? 0 : -block.get(ValueLayout.JAVA_INT, at + 16), visitor);
      }
      case NLMSG_DONE -> next();
      default -> {}
    }
    return 0;
  }

  /** Tells lasting refusals from those of the moment, which are returned. */
  private int failed(int errno, Visitor visitor) {
    return switch (errno) {
      // Busy with the dump of a pass that has failed, which is still to be read.
      case Errno.EBUSY, Errno.ENOMEM, Errno.ENOBUFS, Errno.EINTR, Errno.EAGAIN -> errno;
      default -> {
        refused[isUdp() ? 1 : 0] = true;
        visitor.onRefused(isUdp(), errno);
        next();
        yield 0;
      }
    };
  }

  private void next() {
    step++;
    asked = false;
  }

  @Override
  public void close() {
    try {
      fd.close();
    } catch (IOException e) {
      // it is closed in any case
    }
    arena.close();
  }
}
