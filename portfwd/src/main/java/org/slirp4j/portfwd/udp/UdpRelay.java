package org.slirp4j.portfwd.udp;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.DatagramEndpoint;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.DatagramSender;
import org.slirp4j.portfwd.host.ErrorQueue;
import org.slirp4j.portfwd.host.HostErrors;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.SentMarks;
import org.slirp4j.portfwd.policy.Destinations;
import org.slirp4j.portfwd.policy.Loopback;
import org.slirp4j.portfwd.policy.Route;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.UdpHandler;
import org.slirp4j.tcpip.buffer.Buffer;

/** A UDP port of the container and the host socket that stands for it outside. */
final class UdpRelay implements UdpHandler, DatagramEndpoint.Listener, DatagramSender.Way {
  /**
   * Datagrams that may come in one piece: UDP_MAX_SEGMENTS of Linux. More are forged, to have the
   * loop make a system call for every byte.
   */
  private static final int MAX_SEGMENTS = 128;

  private final UdpRelays shared;
  private final Destinations destinations;
  private final RelayCounters counters;
  private final UdpFlow flow;
  private final IpAddress gateway;
  private final IpAddress loopback;

  private @Nullable DatagramEndpoint endpoint;
  private SentMarks sent;
  private DatagramSender sender;

  // Where to, of what is being sent.
  private long sendHigh;
  private long sendLow;
  private int sendPort;

  UdpRelay(UdpRelays shared, UdpFlow flow) {
    this.shared = shared;
    this.destinations = shared.destinations;
    this.counters = shared.counters;
    this.flow = flow;
    this.gateway = destinations.gatewayFor(flow.guestAddress());
    this.loopback = Loopback.sameFamilyAs(flow.guestAddress());
    this.sent = new SentMarks(loopback.isV4());
    this.sender = new DatagramSender(this);
  }

  // ---- from the container ----

  @Override
  public void onDatagram(
      Buffer buffer,
      int at,
      int length,
      int segmentBytes,
      long toHigh,
      long toLow,
      int toPort,
      IpMarks marks) {
    if (segmentBytes < 0 || (segmentBytes > 0 && length > segmentBytes * MAX_SEGMENTS)) {
      counters.count(RelayCounter.UDP_DROPPED_OUT);
      return;
    }
    int segment = segmentBytes < length ? segmentBytes : 0;
    DatagramRun run = shared.run(flow);
    if (segment > 0) {
      run.flush(this);
    } else if (run.add(this, buffer, at, length, toHigh, toLow, toPort, marks)) {
      return;
    }
    relay(buffer, at, length, segment, toHigh, toLow, toPort, marks);
  }

  /** Sends what {@link #onDatagram} got, or several in the place of as many calls. */
  void relay(
      Buffer buffer,
      int at,
      int length,
      int segment,
      long toHigh,
      long toLow,
      int toPort,
      IpMarks marks) {
    ReturnPath forwards = shared.returnPath;
    if (forwards != null
        && forwards.onDatagram(flow, buffer, at, length, segment, toHigh, toLow, toPort, marks)) {
      return;
    }
    int datagrams = DatagramSender.count(length, segment);
    IcmpError refusal = null;
    Route route = destinations.route(toHigh, toLow, toPort);
    switch (route) {
      case DIRECT -> refusal = send(buffer, at, length, segment, toHigh, toLow, toPort, marks);
      case HOST_LOOPBACK -> {
        long high = loopback.high();
        refusal = send(buffer, at, length, segment, high, loopback.low(), toPort, marks);
      }
      case NAME_SERVERS -> query(buffer, at, length, segment);
      case NOWHERE -> counters.add(RelayCounter.UDP_DROPPED_GROUP, datagrams);
      case NET_UNREACHABLE, HOST_UNREACHABLE, PORT_UNREACHABLE -> {
        counters.add(RelayCounter.PROHIBITED, datagrams);
        refusal = route.error();
      }
    }
    if (refusal != null) {
      int one = segment == 0 ? length : segment;
      MemorySegment memory = buffer.memory();
      flow.error(refusal, gateway, toHigh, toLow, toPort, memory, at, one, one);
    }
  }

  @Override
  public void onClosed() {
    shared.run(flow).flush(this);
    shared.dns.forget(flow);
    if (endpoint != null) {
      endpoint.close();
      endpoint = null;
    }
  }

  private void query(Buffer buffer, int at, int length, int segmentBytes) {
    int step = segmentBytes == 0 ? Math.max(length, 1) : segmentBytes;
    for (int done = 0; done < length; done += step) {
      shared.dns.query(flow, buffer, at + done, Math.min(step, length - done));
    }
  }

  // Returns what the container is to be told, if anything.
  private @Nullable IcmpError send(
      Buffer buffer,
      int at,
      int length,
      int segmentBytes,
      long high,
      long low,
      int port,
      IpMarks marks) {
    int datagrams = DatagramSender.count(length, segmentBytes);
    HostSocket from = endpoint != null ? endpoint.socket() : open();
    if (from == null) {
      counters.add(RelayCounter.UDP_DROPPED_OUT, datagrams);
      int errno = shared.sockets.errno();
      return HostErrors.error(errno == 0 ? Errno.ENOBUFS : errno);
    }
    sendHigh = high;
    sendLow = low;
    sendPort = port;
    sent.put(from, marks, segmentBytes == 0 ? length : segmentBytes);
    int errno = sender.send(buffer.address() + at, length, segmentBytes);
    counters.add(RelayCounter.UDP_DATAGRAMS_OUT, datagrams - sender.lostDatagrams());
    counters.add(RelayCounter.UDP_BYTES_OUT, length - sender.lostBytes());
    counters.add(RelayCounter.UDP_DROPPED_OUT, sender.lostDatagrams());
    if (errno == 0) {
      return null;
    }
    return errno == Errno.EMSGSIZE ? tooLong() : HostErrors.error(errno);
  }

  @Override
  public int send(long address, int length, int segmentBytes) {
    DatagramEndpoint from = endpoint;
    return from == null
        ? Errno.EBADF
        : shared.writer.send(
            from.socket(), address, length, segmentBytes, sendHigh, sendLow, sendPort);
  }

  // RFC 4787, REQ-13. What is too long for any path, or for the kernel's buffers, is lost.
  private @Nullable IcmpError tooLong() {
    return sender.pathMtu() > 0 ? IcmpError.fragmentationNeeded(sender.pathMtu()) : null;
  }

  private @Nullable HostSocket open() {
    HostSocket made = shared.sockets.datagram(flow.guestAddress());
    if (made == null) {
      return null;
    }
    DatagramEndpoint opened = new DatagramEndpoint(shared.sockets, shared.reader, made, this);
    if (!opened.open()) {
      return null;
    }
    sent = new SentMarks(loopback.isV4());
    sender = new DatagramSender(this);
    endpoint = opened;
    return made;
  }

  // ---- from the host ----

  @Override
  public void onDatagram(DatagramReader reader, int index) {
    long high = reader.fromHigh(index);
    long low = reader.fromLow(index);
    int length = reader.length(index);
    int segment = reader.segmentBytes(index);
    int datagrams = DatagramSender.count(length, segment);
    // Nobody can answer port 0 (RFC 768: it says that no answer is expected, but few know).
    boolean admitted = reader.fromPort(index) != 0 && destinations.admits(high, low);
    Buffer buffer = admitted ? reader.take(index) : null;
    if (buffer == null) {
      counters.add(RelayCounter.UDP_DROPPED_IN, datagrams);
      return;
    }
    counters.add(RelayCounter.UDP_DATAGRAMS_IN, datagrams);
    counters.add(RelayCounter.UDP_BYTES_IN, length);
    if (destinations.isGatewaysSelf(high, low)) {
      high = gateway.high();
      low = gateway.low();
    }
    int port = reader.fromPort(index);
    flow.send(buffer, DatagramReader.AT, length, segment, high, low, port, reader.marks(index));
  }

  @Override
  public void onErrors(int errno) {
    tellErrors();
  }

  @Override
  public int tellErrors() {
    DatagramEndpoint from = endpoint;
    ErrorQueue errors = shared.errors;
    int pathMtu = 0;
    while (from != null && errors.next(from.socket())) {
      pathMtu = Math.max(pathMtu, errors.refusedMtu());
      IcmpError error = errors.error();
      if (error == null) {
        continue;
      }
      counters.count(RelayCounter.ICMP_ERRORS);
      IpAddress reporter = destinations.asSeenInside(errors.reporter());
      IpAddress to = destinations.asSeenInside(new IpAddress(errors.toHigh(), errors.toLow()));
      flow.error(
          error,
          reporter,
          to.high(),
          to.low(),
          errors.toPort(),
          errors.payload(),
          errors.payloadAt(),
          errors.payloadBytes(),
          0);
    }
    return pathMtu;
  }
}
