package org.slirp4j.portfwd.echo;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.DatagramEndpoint;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.ErrorQueue;
import org.slirp4j.portfwd.host.HostErrors;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.SentMarks;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.buffer.Buffer;

/** A stream of echo requests of the container, and the ping socket that sends them on. */
final class EchoRelay implements EchoHandler, DatagramEndpoint.Listener {
  private final EchoRelays shared;
  private final RelayCounters counters;
  private final EchoFlow flow;
  private final @Nullable IcmpError refusal;
  private final boolean isV4;
  private final IpAddress gateway;

  private @Nullable DatagramEndpoint endpoint;
  private final SentMarks sent;

  /**
   * Makes a relay that answers all requests with {@code refusal}, or, if it is null, sends them on.
   */
  EchoRelay(EchoRelays shared, EchoFlow flow, @Nullable IcmpError refusal) {
    this.shared = shared;
    this.counters = shared.counters;
    this.flow = flow;
    this.refusal = refusal;
    this.isV4 = flow.peerAddress().isV4();
    this.sent = new SentMarks(isV4);
    this.gateway = shared.destinations.gatewayFor(flow.peerAddress());
  }

  @Override
  public void onRequest(Buffer buffer, int at, int length, int sequence, IpMarks marks) {
    counters.count(RelayCounter.ECHO_REQUESTS);
    if (refusal != null) {
      counters.count(RelayCounter.PROHIBITED);
      flow.error(refusal, gateway, sequence);
      return;
    }
    HostSocket to = endpoint == null ? open() : endpoint.socket();
    if (to == null) {
      refused(shared.errno(), sequence);
    } else {
      sent.put(to, marks);
      send(to, buffer.address() + at, length, sequence);
    }
  }

  private @Nullable HostSocket open() {
    HostSocket made = shared.connect(flow.peerAddress());
    if (made == null) {
      return null;
    }
    DatagramEndpoint opened = new DatagramEndpoint(shared.sockets, shared.reader, made, this);
    if (!opened.open()) {
      return null;
    }
    endpoint = opened;
    return made;
  }

  private void send(HostSocket to, long payload, int length, int sequence) {
    int errno = shared.message.send(to, isV4, sequence, payload, length);
    if (errno == 0) {
      return;
    }
    // It may be an earlier request's: a report that came in fails the next call.
    int mtu = tellErrors(to);
    if (errno != Errno.EMSGSIZE || mtu == 0) {
      errno = shared.message.send(to, isV4, sequence, payload, length);
      mtu = errno == Errno.EMSGSIZE ? tellErrors(to) : 0;
    }
    if (mtu > 0) {
      counters.count(RelayCounter.ECHO_DROPPED);
      flow.error(IcmpError.fragmentationNeeded(mtu), gateway, sequence);
    } else if (errno != 0) {
      refused(errno, sequence);
    }
  }

  @Override
  public void onClosed() {
    if (endpoint != null) {
      endpoint.close();
      endpoint = null;
    }
  }

  @Override
  public void onErrors(int errno) {
    if (endpoint != null) {
      tellErrors(endpoint.socket());
    }
  }

  @Override
  public void onDatagram(DatagramReader reader, int index) {
    int length = reader.length(index);
    if (!EchoMessage.isReply(reader.peek(index), DatagramReader.AT, length)) {
      return;
    }
    int sequence = EchoMessage.sequence(reader.peek(index), DatagramReader.AT);
    Buffer buffer = reader.take(index);
    if (buffer != null) {
      counters.count(RelayCounter.ECHO_REPLIES);
      int payload = DatagramReader.AT + EchoMessage.HEADER_BYTES;
      int bytes = length - EchoMessage.HEADER_BYTES;
      flow.reply(buffer, payload, bytes, sequence, reader.marks(index));
    }
  }

  private void refused(int errno, int sequence) {
    counters.count(RelayCounter.ECHO_DROPPED);
    IcmpError error = HostErrors.error(errno);
    if (error != null) {
      flow.error(error, gateway, sequence);
    }
  }

  // Returns the MTU of the path that was too narrow for the request sent last, or 0.
  private int tellErrors(HostSocket from) {
    int mtu = 0;
    ErrorQueue errors = shared.errors;
    while (errors.next(from)) {
      mtu = Math.max(mtu, errors.refusedMtu());
      IcmpError error = errors.error();
      int sequence = errors.echoSequence();
      if (error != null && sequence >= 0) {
        counters.count(RelayCounter.ICMP_ERRORS);
        flow.error(error, shared.destinations.asSeenInside(errors.reporter()), sequence);
      }
    }
    return mtu;
  }
}
