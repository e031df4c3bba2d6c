package org.slirp4j.portfwd.dns;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.DatagramEndpoint;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.report.RelayCounter;

/**
 * A question by UDP, from a socket of its own: the kernel picks a random port, and hands on what
 * comes from that server alone (RFC 5452, 9.2).
 */
final class DatagramAttempt extends DnsAttempt implements DatagramEndpoint.Listener {
  private final int id;
  private @Nullable DatagramEndpoint endpoint;

  DatagramAttempt(DnsRelay relay, DnsQuery query, NameServer server) {
    super(relay, query, server);
    this.id = relay.ids.next();
  }

  @Override
  boolean send() {
    if (endpoint == null) {
      endpoint = connect();
    }
    byte[] message = query.request().message();
    // A full send buffer loses the datagram like any network; the next round makes up for it.
    return endpoint != null
        && endpoint.socket().send(relay.scratch.of(message, id), message.length)
            != HostSocket.FAILED;
  }

  @Override
  void close() {
    if (endpoint != null) {
      endpoint.close();
      endpoint = null;
      relay.onSocketClosed();
    }
  }

  @Override
  public void onDatagram(DatagramReader reader, int index) {
    MemorySegment memory = reader.peek(index).asSlice(DatagramReader.AT, reader.length(index));
    byte[] message = memory.toArray(ValueLayout.JAVA_BYTE);
    if (message.length < DnsHeader.BYTES || DnsHeader.id(message) != id) {
      relay.counters.count(RelayCounter.DNS_MALFORMED);
    } else {
      onMessage(message);
    }
  }

  @Override
  public void onErrors(int errno) {
    if (errno != 0 || (endpoint != null && endpoint.socket().takeError() != 0)) {
      onUnreachable();
    }
  }

  private @Nullable DatagramEndpoint connect() {
    relay.makeRoomForSocket(query);
    HostSocket made = relay.sockets.datagramToServer(server.address());
    if (made == null) {
      return null;
    }
    if (relay.sockets.connect(made, server.address()) != 0) {
      made.close();
      return null;
    }
    DatagramEndpoint opened = new DatagramEndpoint(relay.sockets, relay.reader, made, this);
    if (!opened.open()) {
      return null;
    }
    relay.onSocketOpened();
    return opened;
  }
}
