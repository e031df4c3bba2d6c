package org.slirp4j.portfwd.host;

import io.netty.channel.IoEventLoop;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.Emission;
import org.slirp4j.portfwd.config.HostLimits;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.portfwd.config.SocketBudget;
import org.slirp4j.portfwd.policy.Loopback;
import org.slirp4j.portfwd.report.Log;
import org.slirp4j.portfwd.report.LogGate;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.tapdev.libc.Direct;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;
import org.slirp4j.tcpip.IpAddress;

/** Makes a loop's host sockets, bounds their number and closes them all in the end. */
public final class HostSockets {
  /**
   * What a UDP socket may hold while the loop is busy or waits for a processor: 3,600 datagrams of
   * 1,400 bytes, 20 ms at 2 Gbit/s. The kernel caps it at net.core.rmem_max, often 208 KiB, which
   * is 180 of them.
   */
  static final int DATAGRAM_BUFFER_BYTES = 4 << 20;

  /**
   * Datagrams that may wait for the end of a turn, with those of one piece more: less than the
   * stack's queue holds where each is a frame of its own.
   */
  static final int MAX_WAITING_DATAGRAMS = 128;

  private static final int FLAGS = SocketCalls.SOCK_NONBLOCK | SocketCalls.SOCK_CLOEXEC;

  private final IoEventLoop loop;
  private final int maxSockets;
  private final String remedy;
  private final @Nullable SocketBudget budget;
  private final @Nullable IpAddress outboundAddress;
  private final @Nullable IpAddress outboundAddress6;
  private final Emission emission;
  private final RelayCounters counters;
  private final LogGate gate;
  private final LogGate faults;
  private final LongSupplier clock;
  private final MemorySegment address = Arena.ofAuto().allocate(SocketAddresses.BYTES, 8);

  private @Nullable HostSocket newest;
  private int open;
  private int reserved; // of those beyond the bound
  private int errno;
  private int waitingDatagrams; // since the stack was last told to emit at once

  /**
   * Makes a factory.
   *
   * @param loop whose thread makes all calls
   * @param limits bounds on the sockets open at a time
   * @param outboundAddress source of IPv4 traffic, or null
   * @param outboundAddress6 the same by IPv6
   * @param emission requested after a socket's event was handled
   * @param clock nanoseconds
   */
  public HostSockets(
      IoEventLoop loop,
      HostLimits limits,
      @Nullable IpAddress outboundAddress,
      @Nullable IpAddress outboundAddress6,
      Emission emission,
      RelayCounters counters,
      Log log,
      LongSupplier clock) {
    this.loop = loop;
    this.maxSockets = limits.maxSockets();
    this.remedy = limits.remedy();
    this.budget = limits.budget();
    this.outboundAddress = outboundAddress;
    this.outboundAddress6 = outboundAddress6;
    this.emission = emission;
    this.counters = counters;
    this.gate = new LogGate(log);
    this.faults = new LogGate(log);
    this.clock = clock;
  }

  /** Returns the loop that the sockets live on. */
  public IoEventLoop loop() {
    return loop;
  }

  /** Returns the time in nanoseconds. */
  public long nowNanos() {
    return clock.getAsLong();
  }

  /** Returns how many sockets are open. */
  public int open() {
    return open;
  }

  /** Returns why the last call that returned null did so. */
  public int errno() {
    return errno;
  }

  /** Makes a TCP socket for a destination; null for want of sockets. */
  public @Nullable HostSocket stream(HostAddress to) {
    Direct.load();
    return prepared(make(familyOf(to.address()), SocketCalls.SOCK_STREAM, 0));
  }

  /** Makes a TCP socket for a name server, of the {@link HostLimits#RESERVE} if need be. */
  public @Nullable HostSocket streamToServer(HostAddress to) {
    Direct.load();
    int family = familyOf(to.address());
    return prepared(make(family, SocketCalls.SOCK_STREAM, 0, true));
  }

  private static @Nullable HostSocket prepared(@Nullable HostSocket stream) {
    if (stream != null) {
      stream.passOn();
    }
    return stream;
  }

  /**
   * Makes a UDP socket for all destinations of an address's family, at the outbound address and
   * with its error queue switched on; null for want of sockets, or when that address is gone.
   */
  public @Nullable HostSocket datagram(IpAddress familyMember) {
    int family = familyOf(familyMember);
    HostSocket socket = unbound(family, 0, false);
    if (socket == null) {
      return null;
    }
    errno = bindOutbound(socket, family);
    if (errno != 0) {
      socket.close();
      return null;
    }
    bulk(socket);
    tellMarks(socket, family);
    return socket;
  }

  /** Prepares a socket for many datagrams: several of one sender's come in one piece. */
  static void bulk(HostSocket socket) {
    socket.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, DATAGRAM_BUFFER_BYTES);
    socket.setOption(SocketOptions.SOL_UDP, SocketOptions.UDP_GRO, 1); // Linux 5.0
  }

  /** Has a socket tell what the IP headers of the datagrams said that it receives. */
  static void tellMarks(HostSocket socket, int family) {
    if (family == SocketCalls.AF_INET) {
      socket.setOption(SocketOptions.SOL_IP, SocketOptions.IP_RECVTTL, 1);
      socket.setOption(SocketOptions.SOL_IP, SocketOptions.IP_RECVTOS, 1);
    } else {
      socket.setOption(SocketOptions.SOL_IPV6, SocketOptions.IPV6_RECVHOPLIMIT, 1);
      socket.setOption(SocketOptions.SOL_IPV6, SocketOptions.IPV6_RECVTCLASS, 1);
    }
  }

  /**
   * Makes a UDP socket to be connected, with its error queue switched on; null for want of sockets.
   */
  public @Nullable HostSocket datagramTo(HostAddress to) {
    return unbound(familyOf(to.address()), 0, false);
  }

  /** As {@link #datagramTo} for a name server, of the {@link HostLimits#RESERVE} if need be. */
  public @Nullable HostSocket datagramToServer(HostAddress to) {
    return unbound(familyOf(to.address()), 0, true);
  }

  /**
   * Makes an unprivileged ICMP socket to be connected, with its error queue switched on; null for
   * want of sockets, or of permission: icmp(7), ping_group_range.
   */
  public @Nullable HostSocket pingTo(HostAddress to) {
    int family = familyOf(to.address());
    boolean isV4 = family == SocketCalls.AF_INET;
    HostSocket socket =
        unbound(family, isV4 ? SocketOptions.IPPROTO_ICMP : SocketOptions.IPPROTO_ICMPV6, false);
    if (socket != null) {
      tellMarks(socket, family);
    }
    return socket;
  }

  /** Gives a socket an address of the host as its own; returns 0 or an errno. */
  int bind(HostSocket socket, long high, long low) {
    int length = SocketAddresses.put(address, 0, high, low, 0, 0);
    return SocketCalls.bind(socket.number(), address.address(), length) == 0 ? 0 : Errno.last();
  }

  /**
   * Connects a socket, from the outbound address; returns 0 or an errno, such as EINPROGRESS. What
   * goes to the host itself can do without that address when it is gone, and has to when it goes to
   * a name server: those like systemd-resolved at 127.0.0.53 answer loopback addresses alone.
   */
  public int connect(HostSocket socket, HostAddress to) {
    IpAddress target = to.address();
    boolean stays = Loopback.leadsTo(target.high(), target.low());
    if (!stays || to.port() != ResolverConfig.DNS_PORT) {
      int bound = bindOutbound(socket, familyOf(target));
      if (bound != 0 && !stays) {
        return bound;
      }
    }
    return askConnected(socket, to);
  }

  /**
   * Asks what became of {@link #connect}: 0, EALREADY while it lasts, else the errno of its
   * failure. The kernel answers a repeated connect(2) so; an event alone proves nothing.
   */
  public int askConnected(HostSocket socket, HostAddress to) {
    IpAddress target = to.address();
    int length =
        SocketAddresses.put(address, 0, target.high(), target.low(), to.port(), to.scopeId());
    return SocketCalls.connect(socket.number(), address.address(), length) == 0 ? 0 : Errno.last();
  }

  /**
   * Takes over a TCP socket that was made elsewhere, such as in the container's namespace; null,
   * and it is closed, when as many sockets are open as may be.
   *
   * @param lender who has another descriptor of it and is told when this one is closed, or null
   */
  public @Nullable HostSocket adoptStream(int fd, HostSocket.@Nullable Lender lender) {
    if (isFull()) {
      FileCalls.close(fd);
      if (lender != null) {
        lender.onReturned(true);
      }
      return refused(Errno.EMFILE, bound());
    }
    HostSocket socket = add(fd, true);
    socket.lender(lender);
    socket.passOn();
    return socket;
  }

  /**
   * Takes over a fresh socket that was made elsewhere, to listen or to receive datagrams; null as
   * for {@link #adoptStream}.
   */
  public @Nullable HostSocket adoptServer(int fd) {
    if (isFull()) {
      FileCalls.close(fd);
      return refused(Errno.EMFILE, bound());
    }
    return add(fd, false);
  }

  /**
   * Connects to a unix socket of the host; null when that cannot be: {@link #errno} is EAGAIN while
   * too many wait there already.
   */
  public @Nullable HostSocket unixStreamTo(String path) {
    HostSocket socket = make(SocketCalls.AF_UNIX, SocketCalls.SOCK_STREAM, 0);
    if (socket == null) {
      return null;
    }
    try (NativeBlock name = SocketAddresses.unix(path)) {
      if (SocketCalls.connect(socket.number(), name.address(), name.bytes()) == 0) {
        return socket;
      }
      errno = Errno.last();
    }
    socket.close();
    return null;
  }

  /** Closes everything; TCP connections by RST. */
  public void resetAll() {
    for (HostSocket socket = newest; socket != null; socket = newest) {
      socket.reset();
    }
  }

  /** Counts and tells of a fault of ours that cost a socket. */
  public void onFault(RuntimeException fault) {
    counters.count(RelayCounter.FAULTS);
    if (faults.opens(nowNanos())) {
      StackTraceElement[] trace = fault.getStackTrace();
      String at = trace.length == 0 ? "" : " at " + trace[0];
      faults.warn("please report this fault of slirp4j: " + fault + at + ": a flow was cut");
    }
  }

  void onClose(HostSocket socket) {
    if (budget != null) {
      budget.returned(open);
    }
    open--;
    if (socket.ofReserve) {
      reserved--;
    }
    if (socket.previous != null) {
      socket.previous.next = socket.next;
    }
    if (socket.next != null) {
      socket.next.previous = socket.previous;
    }
    if (newest == socket) {
      newest = socket.previous;
    }
    socket.previous = null;
    socket.next = null;
  }

  /** Has the stack emit at the end of this turn of the loop. */
  public void requestEmit() {
    emission.request();
  }

  /**
   * Learns that datagrams were handed to the stack, which keeps them until it emits: it does so
   * when there are {@link #MAX_WAITING_DATAGRAMS}, however many a turn may bring.
   */
  void onDatagrams(int count) {
    waitingDatagrams += count;
    if (waitingDatagrams >= MAX_WAITING_DATAGRAMS) {
      waitingDatagrams = 0;
      emission.now();
    }
  }

  private int bindOutbound(HostSocket socket, int family) {
    IpAddress source = family == SocketCalls.AF_INET ? outboundAddress : outboundAddress6;
    if (source == null) {
      return 0;
    }
    socket.setOption(SocketOptions.SOL_IP, SocketOptions.IP_BIND_ADDRESS_NO_PORT, 1);
    return bind(socket, source.high(), source.low());
  }

  static int familyOf(IpAddress address) {
    return SocketAddresses.family(address.high(), address.low());
  }

  private @Nullable HostSocket unbound(int family, int protocol, boolean vital) {
    HostSocket socket = make(family, SocketCalls.SOCK_DGRAM, protocol, vital);
    if (socket != null) {
      if (family == SocketCalls.AF_INET) {
        socket.setOption(SocketOptions.SOL_IP, SocketOptions.IP_RECVERR, 1);
      } else {
        // Without it the socket would hear IPv4 senders as well, by v4-mapped addresses.
        socket.setOption(SocketOptions.SOL_IPV6, SocketOptions.IPV6_V6ONLY, 1);
        socket.setOption(SocketOptions.SOL_IPV6, SocketOptions.IPV6_RECVERR, 1);
      }
    }
    return socket;
  }

  /** Tells whether no more sockets may be opened. */
  boolean isFull() {
    return open >= maxSockets || (budget != null && !budget.grants(open));
  }

  private String bound() {
    return open >= maxSockets || budget == null
        ? "as many sockets are open as may be, " + maxSockets + ": " + remedy
        : "this container has its share of " + open + " sockets: " + budget.remedy();
  }

  /** Tells whether there is no socket left for what all flows need, either. */
  public boolean isReserveTaken() {
    return isFull() && (reserved >= HostLimits.RESERVE || (budget != null && budget.free() <= 0));
  }

  /** Tells whether so many sockets are open that few should be spent on what can do without. */
  public boolean isScarce() {
    int most = mostOpen();
    return open > most - most / 4;
  }

  /** Tells whether so many are open that the rest is for what cannot do without. */
  public boolean isNearlyFull() {
    int most = mostOpen();
    return open > most - most / 32;
  }

  /** Returns how many sockets could be open if no other container took more. */
  private int mostOpen() {
    return budget == null ? maxSockets : Math.min(maxSockets, budget.most(open));
  }

  @Nullable HostSocket make(int family, int type, int protocol) {
    return make(family, type, protocol, false);
  }

  private @Nullable HostSocket make(int family, int type, int protocol, boolean vital) {
    boolean full = isFull();
    if (full && (!vital || isReserveTaken())) {
      return refused(Errno.EMFILE, bound());
    }
    int fd = SocketCalls.socket(family, type | FLAGS, protocol);
    if (fd < 0) {
      return refused(Errno.last(), HostLimits.FILES);
    }
    HostSocket made = add(fd, type == SocketCalls.SOCK_STREAM);
    if (full) {
      made.ofReserve = true;
      reserved++;
    }
    return made;
  }

  /** Takes a descriptor among the open sockets; it is closed with them. */
  HostSocket add(int fd, boolean isStream) {
    HostSocket socket = new HostSocket(this, fd, isStream);
    socket.previous = newest;
    if (newest != null) {
      newest.next = socket;
    }
    newest = socket;
    open++;
    if (budget != null) {
      budget.taken(open);
    }
    return socket;
  }

  @Nullable HostSocket refused(int why, String remedy) {
    errno = why;
    counters.count(RelayCounter.SOCKETS_REFUSED);
    boolean isLimit = why == Errno.EMFILE || why == Errno.ENFILE;
    if (isLimit && gate.opens(nowNanos())) {
      gate.warn(
          "socket: " + Errno.describe(why) + ": a new flow has to wait or is refused; " + remedy);
    }
    return null;
  }
}
