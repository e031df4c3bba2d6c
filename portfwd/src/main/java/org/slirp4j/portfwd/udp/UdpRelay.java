package org.slirp4j.portfwd.udp;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.DatagramEndpoint;
import org.slirp4j.portfwd.host.DatagramReader;
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
final class UdpRelay implements UdpHandler, DatagramEndpoint.Listener {
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
  private boolean kernelSplits = true;

  /** MTU of the path that was too narrow for what was last sent, or 0. */
  private int pathMtu;

  UdpRelay(UdpRelays shared, UdpFlow flow) {
    this.shared = shared;
    this.destinations = shared.destinations;
    this.counters = shared.counters;
    this.flow = flow;
    this.gateway = destinations.gatewayFor(flow.guestAddress());
    this.loopback = Loopback.sameFamilyAs(flow.guestAddress());
    this.sent = new SentMarks(loopback.isV4());
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
    ReturnPath forwards = shared.returnPath;
    if (forwards != null
        && forwards.onDatagram(flow, buffer, at, length, segment, toHigh, toLow, toPort, marks)) {
      return;
    }
    int errno = 0;
    IcmpError refusal = null;
    Route route = destinations.route(toHigh, toLow, toPort);
    switch (route) {
      case DIRECT -> errno = send(buffer, at, length, segment, toHigh, toLow, toPort, marks);
      case HOST_LOOPBACK -> {
        long high = loopback.high();
        errno = send(buffer, at, length, segment, high, loopback.low(), toPort, marks);
      }
      case NAME_SERVERS -> {
        query(buffer, at, length, segment);
        return;
      }
      case NOWHERE -> {
        counters.count(RelayCounter.UDP_DROPPED_GROUP);
        return;
      }
      case NET_UNREACHABLE, HOST_UNREACHABLE, PORT_UNREACHABLE -> {
        counters.count(RelayCounter.PROHIBITED);
        refusal = route.error();
      }
    }
    if (errno != 0) {
      counters.count(RelayCounter.UDP_DROPPED_OUT);
      refusal = errno == Errno.EMSGSIZE ? tooLong() : HostErrors.error(errno);
    } else if (refusal == null) {
      counters.count(RelayCounter.UDP_DATAGRAMS_OUT);
      counters.add(RelayCounter.UDP_BYTES_OUT, length);
    }
    if (refusal != null) {
      int one = segment == 0 ? length : segment;
      MemorySegment memory = buffer.memory();
      flow.error(refusal, gateway, toHigh, toLow, toPort, memory, at, one, one);
    }
  }

  @Override
  public void onClosed() {
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

  private int send(
      Buffer buffer,
      int at,
      int length,
      int segmentBytes,
      long high,
      long low,
      int port,
      IpMarks marks) {
    HostSocket from = endpoint != null ? endpoint.socket() : open();
    if (from == null) {
      int errno = shared.sockets.errno();
      return errno == 0 ? Errno.ENOBUFS : errno;
    }
    sent.put(from, marks, segmentBytes == 0 ? length : segmentBytes);
    if (segmentBytes == 0) {
      return sendOnce(from, buffer.address() + at, length, 0, high, low, port);
    }
    if (kernelSplits) {
      int errno = sendOnce(from, buffer.address() + at, length, segmentBytes, high, low, port);
      // Too many segments, larger than the way's MTU, or a device that computes no checksums.
      if (errno != Errno.EINVAL && errno != Errno.EIO && errno != Errno.EMSGSIZE) {
        return errno;
      }
      kernelSplits = errno != Errno.EIO;
    }
    return sendSplit(from, buffer.address() + at, length, segmentBytes, high, low, port);
  }

  private int sendSplit(
      HostSocket from, long address, int length, int segmentBytes, long high, long low, int port) {
    int errno = 0;
    for (int done = 0; done < length && errno == 0; done += segmentBytes) {
      int piece = Math.min(segmentBytes, length - done);
      errno = sendOnce(from, address + done, piece, 0, high, low, port);
    }
    return errno;
  }

  private int sendOnce(
      HostSocket from, long address, int length, int segmentBytes, long high, long low, int port) {
    int errno = shared.writer.send(from, address, length, segmentBytes, high, low, port);
    if (errno == 0 || errno == Errno.EAGAIN) {
      return errno;
    }
    // It may be an earlier datagram's: with IP_RECVERR, a report that came in fails the next call.
    tellErrors(from);
    if (errno == Errno.EMSGSIZE && pathMtu > 0) {
      return errno;
    }
    errno = shared.writer.send(from, address, length, segmentBytes, high, low, port);
    if (errno == Errno.EMSGSIZE) {
      tellErrors(from);
    }
    return errno;
  }

  // RFC 4787, REQ-13. What is too long for any path, or for the kernel's buffers, is lost.
  private @Nullable IcmpError tooLong() {
    return pathMtu > 0 ? IcmpError.fragmentationNeeded(pathMtu) : null;
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
    endpoint = opened;
    return made;
  }

  // ---- from the host ----

  @Override
  public void onDatagram(DatagramReader reader, int index) {
    long high = reader.fromHigh(index);
    long low = reader.fromLow(index);
    int length = reader.length(index);
    // Nobody can answer port 0 (RFC 768: it says that no answer is expected, but few know).
    boolean admitted = reader.fromPort(index) != 0 && destinations.admits(high, low);
    Buffer buffer = admitted ? reader.take(index) : null;
    if (buffer == null) {
      counters.count(RelayCounter.UDP_DROPPED_IN);
      return;
    }
    counters.count(RelayCounter.UDP_DATAGRAMS_IN);
    counters.add(RelayCounter.UDP_BYTES_IN, length);
    if (destinations.isGatewaysSelf(high, low)) {
      high = gateway.high();
      low = gateway.low();
    }
    int port = reader.fromPort(index);
    flow.send(buffer, DatagramReader.AT, length, high, low, port, reader.marks(index));
  }

  @Override
  public void onErrors(int errno) {
    if (endpoint != null) {
      tellErrors(endpoint.socket());
    }
  }

  private void tellErrors(HostSocket from) {
    ErrorQueue errors = shared.errors;
    pathMtu = 0;
    while (errors.next(from)) {
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
  }
}
