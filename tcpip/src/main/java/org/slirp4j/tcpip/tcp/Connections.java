package org.slirp4j.tcpip.tcp;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.flow.FlowTable;
import org.slirp4j.tcpip.ip.InboundPacket;

/** All connections of a stack: found by their keys, and bounded by kind. */
final class Connections {
  private final Limits limits;
  private final Counters counters;
  private final FlowTable<TcpConnection> table;
  private final AgeList halfOpen;
  private final AgeList timeWait;

  Connections(Limits limits, long key, Counters counters) {
    this.limits = limits;
    this.counters = counters;
    table = new FlowTable<>(key, limits.maxTcpFlows() + limits.maxTimeWait());
    halfOpen = new AgeList(limits.maxHalfOpen());
    timeWait = new AgeList(limits.maxTimeWait());
  }

  /** Returns the connection that a packet's segment belongs to, or null. */
  @Nullable TcpConnection find(InboundPacket packet, Segment segment) {
    return find(
        packet.srcHigh(),
        packet.srcLow(),
        segment.sourcePort,
        packet.dstHigh(),
        packet.dstLow(),
        segment.destinationPort);
  }

  /** Returns the connection with this key, or null. */
  @Nullable TcpConnection find(
      long guestHigh, long guestLow, int guestPort, long peerHigh, long peerLow, int peerPort) {
    return table.find(guestHigh, guestLow, guestPort, peerHigh, peerLow, peerPort);
  }

  /** Sees to it that one more connection has a place; false when there is none. */
  boolean makeRoom() {
    if (table.size() - timeWait.size() >= limits.maxTcpFlows()) {
      counters.drop(DropReason.FLOW_LIMIT);
      return false;
    }
    if (halfOpen.isFull()) {
      abandon(halfOpen.oldest());
    }
    return true;
  }

  /** Adds a connection that is half open, for which there is room. */
  void add(TcpConnection connection) {
    table.add(connection);
    halfOpen.add(connection);
    counters.tcpOpened();
  }

  /** The handshake is complete. */
  void onSynchronized(TcpConnection connection) {
    AgeList.remove(connection);
  }

  void onTimeWait(TcpConnection connection) {
    AgeList.remove(connection);
    if (timeWait.isFull()) {
      abandon(timeWait.oldest());
    }
    timeWait.add(connection);
  }

  void remove(TcpConnection connection) {
    table.remove(connection);
    AgeList.remove(connection);
  }

  private static void abandon(@Nullable TcpConnection connection) {
    if (connection != null) {
      connection.end(true);
    }
  }
}
