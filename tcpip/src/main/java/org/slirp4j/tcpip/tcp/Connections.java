package org.slirp4j.tcpip.tcp;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.flow.Flow;
import org.slirp4j.tcpip.flow.FlowTable;
import org.slirp4j.tcpip.flow.Keys;
import org.slirp4j.tcpip.ip.InboundPacket;

/**
 * All connections of a stack: found by their keys, and bounded by kind.
 *
 * <pre>
 *   half open ──handshake──▶ open ──both streams over──▶ in TIME-WAIT
 *   the oldest makes room    the one idle longest does   the oldest does
 * </pre>
 */
final class Connections {
  /**
   * How long a connection has to be idle before it makes room for a new one: when all are busy, it
   * is the new one that has to wait.
   */
  static final long EVICTION_IDLE_NANOS = 10_000_000_000L;

  private final Limits limits;
  private final Counters counters;
  private final FlowTable<TcpConnection> table;
  private final HalfOpen halfOpen;
  private final AgeList open; // in the order in which the guest was heard
  private final AgeList timeWait;

  /** Makes an empty table, which takes two of {@code keys}. */
  Connections(Limits limits, Keys keys, Counters counters) {
    this.limits = limits;
    this.counters = counters;
    table = new FlowTable<>(keys.next(), limits.maxTcpFlows() + limits.maxTimeWait());
    halfOpen = new HalfOpen(limits.maxHalfOpen(), keys.next());
    open = new AgeList(limits.maxTcpFlows());
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

  /** Returns how many connections there are. */
  int size() {
    return table.size();
  }

  /** Hands out connections as {@link FlowTable#list} does. */
  int list(int cursor, int most, Consumer<? super Flow> to) {
    return table.list(cursor, most, to);
  }

  /** Adds a connection that is half open; false when there is no room for it. */
  boolean add(TcpConnection connection, long now) {
    TcpConnection former = halfOpen.inTheWayOf(connection);
    if (former != null) {
      former.end(true);
    }
    if (table.size() - timeWait.size() >= limits.maxTcpFlows() && !evictIdle(now)) {
      counters.drop(DropReason.FLOW_LIMIT);
      return false;
    }
    table.add(connection);
    halfOpen.add(connection);
    counters.tcpOpened();
    return true;
  }

  /** Returns the first of the open ones, in the order in which their guests were heard. */
  @Nullable TcpConnection idleLongest() {
    return open.oldest();
  }

  /** Tells whether its handshake is complete and it is not in TIME-WAIT. */
  boolean isOpen(TcpConnection connection) {
    return connection.ageList == open;
  }

  private boolean evictIdle(long now) {
    TcpConnection idle = idleLongest();
    if (idle == null || now - idle.heardAt() < EVICTION_IDLE_NANOS) {
      return false;
    }
    idle.cut();
    return true;
  }

  /** The handshake is complete. */
  void onSynchronized(TcpConnection connection) {
    halfOpen.remove(connection);
    open.add(connection);
  }

  /** The guest was heard. */
  void onHeard(TcpConnection connection) {
    if (connection.ageList == open && open.newest() != connection) {
      AgeList.remove(connection);
      open.add(connection);
    }
  }

  void onTimeWait(TcpConnection connection) {
    AgeList.remove(connection);
    TcpConnection oldest = timeWait.oldest();
    if (timeWait.isFull() && oldest != null) {
      oldest.end(true);
    }
    timeWait.add(connection);
  }

  void remove(TcpConnection connection) {
    table.remove(connection);
    halfOpen.remove(connection);
    AgeList.remove(connection);
  }
}
