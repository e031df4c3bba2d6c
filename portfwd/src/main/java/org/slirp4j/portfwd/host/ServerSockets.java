package org.slirp4j.portfwd.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.policy.Loopback;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.SocketCalls;
import org.slirp4j.tcpip.IpAddress;

/** Makes a loop's sockets that others connect and send to, and takes their connections. */
public final class ServerSockets {
  /** Connections that may wait while the loop is busy; the kernel caps it at somaxconn. */
  public static final int BACKLOG = 1024;

  private static final int FLAGS = SocketCalls.SOCK_NONBLOCK | SocketCalls.SOCK_CLOEXEC;
  private static final int LENGTH = SocketAddresses.BYTES;

  /** Where fresh sockets come from. */
  public interface Maker {
    /** Makes a non-blocking socket; null, with an errno for {@link #errno}, when there is none. */
    @Nullable HostSocket make(int family, int type);

    /** Returns why the last call that returned null did so. */
    int errno();

    /** Returns whose sockets they are, for messages: {@code host} or {@code container}. */
    String place();
  }

  private final HostSockets sockets;
  private final Maker maker;
  private final MemorySegment address = Arena.ofAuto().allocate(SocketAddresses.BYTES + 8, 8);
  private final ByteBuffer options =
      ByteBuffer.allocateDirect(ControlMessages.BYTES).order(ByteOrder.nativeOrder());
  private final ControlMessages control = new ControlMessages();
  private int errno;

  /** Makes a factory whose sockets count among those of {@code sockets}. */
  public ServerSockets(HostSockets sockets) {
    this(sockets, new OfHost(sockets));
  }

  /** Makes a factory of sockets that are made elsewhere, as in the container's namespace. */
  public ServerSockets(HostSockets sockets, Maker maker) {
    this.maker = maker;
    this.sockets = sockets;
  }

  /** Returns the factory of the loop's other sockets. */
  public HostSockets sockets() {
    return sockets;
  }

  /** Returns why the last call that returned null did so. */
  public int errno() {
    return errno;
  }

  /** Returns whose sockets are made, for messages: {@code host} or {@code container}. */
  public String place() {
    return maker.place();
  }

  /**
   * Makes a listening TCP socket at an address of the host; null when that is taken, forbidden or
   * none of the host's. An IPv6 one takes IPv6 connections only, the wildcard too, so that it and
   * IPv4's can be had side by side.
   *
   * @param device the only interface by which clients may come, or null
   */
  public @Nullable HostSocket listen(IpAddress at, int port, @Nullable String device) {
    HostSocket socket = bound(at, port, device, SocketCalls.SOCK_STREAM);
    if (socket != null) {
      HostSockets.tellMarks(socket, HostSockets.familyOf(at));
    }
    if (socket != null && SocketCalls.listen(socket.number(), BACKLOG) != 0) {
      return failed(socket, Errno.last());
    }
    return socket;
  }

  /**
   * Makes a UDP socket at an address of the host, which tells of each datagram the address that it
   * was sent to; null as for {@link #listen}.
   */
  public @Nullable HostSocket datagrams(IpAddress at, int port, @Nullable String device) {
    HostSocket socket = bound(at, port, device, SocketCalls.SOCK_DGRAM);
    if (socket == null) {
      return null;
    }
    boolean told =
        at.isV4()
            ? socket.setOption(SocketOptions.SOL_IP, SocketOptions.IP_PKTINFO, 1)
            : socket.setOption(SocketOptions.SOL_IPV6, SocketOptions.IPV6_RECVPKTINFO, 1);
    if (!told) {
      return failed(socket, socket.errno());
    }
    int level = at.isV4() ? SocketOptions.SOL_IP : SocketOptions.SOL_IPV6;
    int errors = at.isV4() ? SocketOptions.IP_RECVERR : SocketOptions.IPV6_RECVERR;
    socket.setOption(level, errors, 1);
    HostSockets.tellMarks(socket, HostSockets.familyOf(at));
    HostSockets.bulk(socket);
    return socket;
  }

  /** Takes over a listening descriptor that was made elsewhere. */
  public HostSocket adopt(int fd) {
    return sockets.add(fd, false);
  }

  /**
   * Takes a waiting connection.
   *
   * @param beyondBound whether it is taken when as many sockets are open as may be; if not, it is
   *     reset then
   * @return the connection, or null: EAGAIN when none waits, EMFILE and the like when it has to
   *     wait, else that one is gone and the next may be asked for
   */
  public @Nullable HostSocket accept(HostSocket listener, boolean beyondBound) {
    address.set(ValueLayout.JAVA_INT, LENGTH, SocketAddresses.BYTES);
    int fd =
        SocketCalls.accept4(
            listener.number(), address.address(), address.address() + LENGTH, FLAGS);
    if (fd < 0) {
      errno = Errno.last();
      return null;
    }
    if (!SocketAddresses.isAddress(address, 0)) {
      SocketAddresses.put(address, 0, Loopback.V4.high(), Loopback.V4.low(), 0, 0);
    }
    boolean surplus = !beyondBound && sockets.isFull();
    HostSocket taken = sockets.add(fd, true);
    if (surplus) {
      taken.reset();
      sockets.refused(Errno.EMFILE, "a connection to a forwarded port was reset");
      errno = Errno.ECONNRESET;
      return null;
    }
    return taken;
  }

  /**
   * Returns the type of service, or traffic class, of the SYN that a connection came by: tcp(7) has
   * no word of it, but the kernel keeps it for getsockopt(IP_PKTOPTIONS). Of later segments it
   * tells nothing.
   */
  public int trafficClassOf(HostSocket connection) {
    boolean isV4 = SocketAddresses.isV4(address, 0);
    for (int at = 0; at < ControlMessages.BYTES; at += Long.BYTES) {
      options.putLong(at, 0);
    }
    options.clear();
    int level = isV4 ? SocketOptions.SOL_IP : SocketOptions.SOL_IPV6;
    int option = isV4 ? SocketOptions.IP_PKTOPTIONS : SocketOptions.IPV6_2292PKTOPTIONS;
    if (!connection.readOption(level, option, options)) {
      return 0;
    }
    control.read(MemorySegment.ofBuffer(options.clear()), 0, ControlMessages.BYTES);
    return control.marks().tos();
  }

  /**
   * Returns the first half of the address of the connection that was taken last. A unix socket's
   * client is one of the host's loopback, with port 0.
   */
  public long peerHigh() {
    return SocketAddresses.high(address, 0);
  }

  /** Returns the second half. */
  public long peerLow() {
    return SocketAddresses.low(address, 0);
  }

  /** Returns its port. */
  public int peerPort() {
    return SocketAddresses.port(address, 0);
  }

  /** Returns the port that a socket is bound to. */
  public int portOf(HostSocket socket) {
    address.set(ValueLayout.JAVA_INT, LENGTH, SocketAddresses.BYTES);
    int result =
        SocketCalls.getsockname(socket.number(), address.address(), address.address() + LENGTH);
    return result == 0 ? SocketAddresses.port(address, 0) : 0;
  }

  private @Nullable HostSocket bound(IpAddress at, int port, @Nullable String device, int type) {
    HostSocket socket = maker.make(HostSockets.familyOf(at), type);
    if (socket == null) {
      errno = maker.errno();
      return null;
    }
    boolean isReady =
        (at.isV4() || socket.setOption(SocketOptions.SOL_IPV6, SocketOptions.IPV6_V6ONLY, 1))
            // For UDP it would let others bind the same port and share its datagrams.
            && (type == SocketCalls.SOCK_DGRAM
                || socket.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_REUSEADDR, 1));
    if (!isReady) {
      return failed(socket, socket.errno());
    }
    if (device != null) {
      int errno = bindTo(device, socket);
      if (errno != 0) {
        return failed(socket, errno);
      }
    }
    int length = SocketAddresses.put(address, 0, at.high(), at.low(), port, 0);
    if (SocketCalls.bind(socket.number(), address.address(), length) != 0) {
      return failed(socket, Errno.last());
    }
    return socket;
  }

  /** Has a socket take what comes by one interface alone; returns 0 or an errno: socket(7). */
  private int bindTo(String device, HostSocket socket) {
    byte[] name = device.getBytes(StandardCharsets.US_ASCII);
    address.fill((byte) 0);
    MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 0, name.length);
    int result =
        SocketCalls.setsockopt(
            socket.number(),
            SocketOptions.SOL_SOCKET,
            SocketOptions.SO_BINDTODEVICE,
            address.address(),
            name.length + 1);
    return result == 0 ? 0 : Errno.last();
  }

  private @Nullable HostSocket failed(HostSocket socket, int why) {
    socket.close();
    errno = why;
    return null;
  }

  private record OfHost(HostSockets sockets) implements Maker {
    @Override
    public @Nullable HostSocket make(int family, int type) {
      return sockets.make(family, type, 0);
    }

    @Override
    public int errno() {
      return sockets.errno();
    }

    @Override
    public String place() {
      return "host";
    }
  }
}
