package org.slirp4j.portfwd.forward;

import java.util.function.Consumer;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.tapdev.UnixListener;
import org.slirp4j.tcpip.FlowInfo;

/** A path of the host that leads to a TCP port of the container. */
final class UnixForward implements Forward {
  private final UnixListener file;
  private final TcpForward clients;

  /**
   * Takes over a listening socket.
   *
   * @param socket the descriptor of {@code file}, on the loop
   */
  UnixForward(Forwards shared, Leg leg, UnixListener file, HostSocket socket) {
    this.file = file;
    this.clients = new TcpForward(shared, leg, socket);
  }

  @Override
  public boolean open() {
    file.remember();
    return clients.open();
  }

  @Override
  public void close() {
    file.removeFile(); // while it listens: nobody takes it for a stale one
    clients.close();
  }

  @Override
  public void cutAll() {
    clients.cutAll();
  }

  @Override
  public void listFlows(long now, Consumer<FlowInfo> to) {
    clients.listFlows(now, to);
  }

  @Override
  public boolean hasFlows() {
    return clients.hasFlows();
  }
}
