package org.slirp4j.portfwd.forward;

/** One forward at work. */
interface Forward {
  /** Starts taking clients; false, and closed, when the loop takes no more sockets. */
  boolean open();

  /** Takes no clients any more; those that are there stay. */
  void close();

  /** Cuts off the clients that are there. */
  void cutAll();
}
