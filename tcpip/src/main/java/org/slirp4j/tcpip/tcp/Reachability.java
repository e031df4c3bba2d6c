package org.slirp4j.tcpip.tcp;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.link.ResolutionListener;

/**
 * The connections that cannot speak because their guest's link address is being asked for.
 *
 * <p>Who waits owes something and is not in the layer's list of those that are ready; it comes back
 * there when the address is known. The timers run on: for a connection that is open, an address
 * that does not answer is like a lost segment.
 */
final class Reachability implements ResolutionListener {
  private final TcpLayer layer;
  private final IpOutput ip;
  private @Nullable TcpConnection first;

  Reachability(TcpLayer layer, IpOutput ip) {
    this.layer = layer;
    this.ip = ip;
  }

  /** Tells whether a connection can emit; if not, it is seen to when that changes. */
  boolean canSpeak(TcpConnection connection) {
    IpAddress guest = connection.guestAddress();
    if (ip.isKnown(guest.high(), guest.low())) {
      return true;
    }
    if (ip.ask(guest.high(), guest.low())) {
      add(connection);
    } else {
      connection.timers.startForUnreachable();
    }
    return false;
  }

  @Override
  public void onResolved(long high, long low) {
    for (TcpConnection each = first; each != null; ) {
      TcpConnection next = each.waitingNext;
      if (each.guestAddress().equals(high, low)) {
        remove(each);
        layer.markReady(each);
      }
      each = next;
    }
  }

  /** The handlers are not called from here: they may do anything to the list. */
  @Override
  public void onUnresolved(long high, long low) {
    for (TcpConnection each = first; each != null; ) {
      TcpConnection next = each.waitingNext;
      if (each.guestAddress().equals(high, low)) {
        remove(each);
        each.timers.startForUnreachable();
      }
      each = next;
    }
  }

  private void add(TcpConnection connection) {
    if (connection.waiting) {
      return;
    }
    connection.waiting = true;
    connection.waitingNext = first;
    if (first != null) {
      first.waitingPrevious = connection;
    }
    first = connection;
  }

  /** Takes a connection out, if it waits. */
  void remove(TcpConnection connection) {
    if (!connection.waiting) {
      return;
    }
    TcpConnection next = connection.waitingNext;
    TcpConnection previous = connection.waitingPrevious;
    if (next != null) {
      next.waitingPrevious = previous;
    }
    if (previous != null) {
      previous.waitingNext = next;
    } else {
      first = next;
    }
    connection.waiting = false;
    connection.waitingNext = null;
    connection.waitingPrevious = null;
  }
}
