package org.slirp4j.portfwd.splice;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostSocket;

/** Where the relays' TCP sockets inside come from. On the loop's thread. */
interface SocketSupply extends AutoCloseable {
  /** In the place of a descriptor: there is none. */
  int NONE = -1;

  /** Who asks for a socket. */
  interface Asker {
    /**
     * Gets a fresh, non-blocking socket.
     *
     * @param fd its descriptor, which is the asker's now, or {@link #NONE}
     * @param lender to whom the socket goes back when the descriptor is closed, or null
     */
    void onSocket(int fd, HostSocket.@Nullable Lender lender);
  }

  /** Sees to it that there will be sockets soon. */
  void warmUp();

  /** Asks for a socket; the answer comes before this returns, or later. */
  void ask(Asker asker);

  /** Closes what is left; askers that wait get no answer. */
  @Override
  void close();
}
