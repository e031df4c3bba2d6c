package org.slirp4j.portfwd.splice;

/** Where the relays' TCP sockets inside come from. On the loop's thread. */
interface SocketSupply extends AutoCloseable {
  /** In the place of a descriptor: there is none. */
  int NONE = -1;

  /** Who asks for a socket. */
  interface Asker {
    /**
     * Gets a fresh, non-blocking socket's descriptor, which is the asker's now, or {@link #NONE}.
     */
    void onSocket(int fd);
  }

  /** Sees to it that there will be sockets soon. */
  void warmUp();

  /** Asks for a socket; the answer comes before this returns, or later. */
  void ask(Asker asker);

  /** Closes what is left; askers that wait get no answer. */
  @Override
  void close();
}
