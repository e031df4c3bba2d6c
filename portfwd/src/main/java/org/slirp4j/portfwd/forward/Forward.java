package org.slirp4j.portfwd.forward;

import java.util.function.Consumer;
import org.slirp4j.tcpip.FlowInfo;

/** One forward at work. */
interface Forward {
  /** Starts taking clients; false, and closed, when the loop takes no more sockets. */
  boolean open();

  /** Takes no clients any more; those that are there stay. */
  void close();

  /** Cuts off the clients that are there. */
  void cutAll();

  /** Hands out what there is to tell of clients whose bytes do not pass the stack. */
  default void listFlows(long now, Consumer<FlowInfo> to) {}

  /** Tells whether {@link #listFlows} has something to tell. */
  default boolean hasFlows() {
    return false;
  }
}
