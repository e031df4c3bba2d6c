package org.slirp4j.portfwd.dns;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.DatagramEndpoint;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tcpip.buffer.Buffer;

/** What one name server is asked and says about one query, through a socket of its own. */
final class DnsAttempt implements DatagramEndpoint.Listener {
  private final DnsQuery query;
  private final DnsRelay relay;
  private final HostAddress server;
  private @Nullable DatagramEndpoint endpoint;
  private boolean failed;

  DnsAttempt(DnsQuery query, DnsRelay relay, HostAddress server) {
    this.query = query;
    this.relay = relay;
    this.server = server;
  }

  /** Tells whether no answer is to be hoped for. */
  boolean hasFailed() {
    return failed;
  }

  /** Sends the query; false if there is no way to the server. */
  boolean ask(long address, int length) {
    if (endpoint == null) {
      endpoint = connect();
    }
    // A full send buffer loses the datagram like any network; the next round makes up for it.
    failed = endpoint == null || endpoint.socket().send(address, length) == HostSocket.FAILED;
    return !failed;
  }

  void close() {
    if (endpoint != null) {
      endpoint.close();
      endpoint = null;
    }
  }

  @Override
  public void onDatagram(DatagramReader reader, int index) {
    if (failed || !isAnswer(reader, index)) {
      relay.counters.count(RelayCounter.DNS_MALFORMED);
      return;
    }
    int code = DnsHeader.responseCode(reader.peek(index), DatagramReader.AT);
    int length = reader.length(index);
    Buffer answer = reader.take(index);
    if (answer == null) {
      relay.counters.count(RelayCounter.UDP_DROPPED_IN);
    } else if (code == DnsHeader.SERVFAIL || code == DnsHeader.REFUSED) {
      failed = true;
      query.onBadAnswer(this, answer, length);
    } else {
      query.onAnswer(server, answer, length);
    }
  }

  @Override
  public void onErrors(int errno) {
    boolean isReal = errno != 0 || (endpoint != null && endpoint.socket().takeError() != 0);
    if (isReal && !failed) {
      failed = true;
      query.onFailure(this);
    }
  }

  private @Nullable DatagramEndpoint connect() {
    HostSocket made = relay.sockets.datagramTo(server);
    if (made == null) {
      return null;
    }
    if (relay.sockets.connect(made, server) != 0) {
      made.close();
      return null;
    }
    DatagramEndpoint opened = new DatagramEndpoint(relay.sockets, relay.reader, made, this);
    return opened.open() ? opened : null;
  }

  private boolean isAnswer(DatagramReader reader, int index) {
    MemorySegment message = reader.peek(index);
    return reader.length(index) >= DnsHeader.BYTES
        && DnsHeader.isResponse(message, DatagramReader.AT)
        && DnsHeader.id(message, DatagramReader.AT) == query.id();
  }
}
