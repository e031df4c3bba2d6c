package org.slirp4j.portfwd.api;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.portfwd.host.Acceptor;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.ServerSockets;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.tcpip.IpAddress;

/** Answers the clients of an {@link ApiSocket}, on the loop's thread. */
public final class ApiServer implements AutoCloseable {
  /**
   * Most clients at a time. A newer one takes the place of the one that has been silent longest, so
   * that however many hold their connections, whoever has something to say is heard.
   */
  public static final int MAX_CLIENTS = 64;

  private final ApiSocket socket;
  private final HostSockets sockets;
  private final Acceptor acceptor;
  private final Requests requests;
  private final RelayCounters counters;
  private final List<ApiClient> clients = new ArrayList<>(MAX_CLIENTS); // the oldest first
  private final MemorySegment room = Arena.ofAuto().allocate(ApiClient.READ_BYTES);

  /**
   * Makes a server.
   *
   * @param servers takes the clients' connections
   * @param guest the container's address where a request names none
   */
  @SuppressWarnings("exports") // made by Relays
  public ApiServer(
      ApiSocket socket,
      ServerSockets servers,
      Forwards forwards,
      IpAddress guest,
      RelayCounters counters) {
    this.socket = socket;
    this.sockets = servers.sockets();
    this.acceptor = new Acceptor(servers, servers.adopt(socket.fd()), true, this::take);
    this.requests = new Requests(forwards, guest);
    this.counters = counters;
  }

  /** Starts answering; false when the loop takes no more sockets. */
  public boolean open() {
    socket.remember();
    return acceptor.open();
  }

  private void take(HostSocket connection, ServerSockets from) {
    if (clients.size() >= MAX_CLIENTS) {
      counters.count(RelayCounter.API_CLIENTS_DROPPED);
      clients.getFirst().close();
    }
    ApiClient client = new ApiClient(this, connection);
    clients.add(client);
    client.open();
  }

  /** Takes no clients any more, lets go of those that are there and removes the socket's file. */
  @Override
  public void close() {
    socket.removeFile(); // while it listens: nobody takes it for a stale one
    acceptor.close();
    for (ApiClient client : clients.toArray(ApiClient[]::new)) {
      client.close();
    }
  }

  HostSockets sockets() {
    return sockets;
  }

  Requests requests() {
    return requests;
  }

  RelayCounters counters() {
    return counters;
  }

  /** Returns where bytes are received before they are a client's. */
  MemorySegment room() {
    return room;
  }

  void onGone(ApiClient client) {
    clients.remove(client);
  }
}
