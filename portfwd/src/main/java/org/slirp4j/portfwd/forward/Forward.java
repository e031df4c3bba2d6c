package org.slirp4j.portfwd.forward;

/** One forward at work. */
interface Forward {
  /** Takes no clients any more; those that are there stay. */
  void close();

  /** Cuts off the clients that are there. */
  void cutAll();
}
