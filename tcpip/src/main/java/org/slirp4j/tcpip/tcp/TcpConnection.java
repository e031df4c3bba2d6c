package org.slirp4j.tcpip.tcp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Refusal;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.flow.Flow;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.TcpSegment;

/**
 * One connection: its state, what both ends agreed on, and the calls of its relay (RFC 9293, 3.3.1
 * and 3.9.1). {@link SegmentArrives} moves it by what the guest sends.
 */
final class TcpConnection extends Flow implements TcpFlow {
  /** RFC 2474, 3, and RFC 3168, 5: the other two bits of the octet are ECN's. */
  private static final int CLASS_MASK = 0xfc;

  final TcpLayer layer;
  final Sender sender;
  final Receiver receiver;
  final TcpTimers timers;
  private final KeepAlive keepAlive;
  final int timestampOffset;
  final boolean isV4;

  /** What all segments' IP headers say. */
  final PacketHeader header;

  TcpState state = TcpState.CLOSED;
  boolean windowScaling;
  boolean timestamps;
  boolean sackAllowed;

  /** Both ends understand marks of congestion (RFC 3168, 6.1). */
  boolean ecn;

  /** Tells whether we opened it (RFC 9293, MUST-11). */
  boolean active;

  /** Stands in the layer's list of connections with something to emit. */
  boolean ready;

  // Its place among those that wait for the guest's link address, which is Reachability's business.
  boolean waiting;
  @Nullable TcpConnection waitingNext;
  @Nullable TcpConnection waitingPrevious;

  private int guestClass;
  private @Nullable TcpHandler handler;
  private long heardAt;
  private int timeoutsSinceHeard;
  private long progressAt;
  private long lastChallengeAt;
  private boolean challenged;

  // Links of the AgeList that the connection stands in: by what is left of its life.
  @Nullable AgeList ageList;
  @Nullable TcpConnection ageOlder;
  @Nullable TcpConnection ageNewer;

  /** Where {@link HalfOpen} counts the connection. */
  int destinationBucket;

  TcpConnection(
      TcpLayer layer, long id, IpAddress guest, int guestPort, IpAddress peer, int peerPort) {
    super(id, guest, guestPort, peer, peerPort, layer.wheel.now());
    this.layer = layer;
    isV4 = guest.isV4();
    header = new PacketHeader(Protocols.TCP, IpOutput.HOP_LIMIT).from(peer).to(guest);
    sender = new Sender(this);
    receiver = new Receiver(this, layer.limits.receiveWindowBytes());
    timers = new TcpTimers(this, layer.wheel);
    keepAlive = new KeepAlive(this, layer.timeouts);
    timestampOffset = layer.isn.timestampOffset(this);
  }

  /** Comes into another state. */
  void enter(TcpState next) {
    TcpState last = state;
    state = next;
    if (layer.book.isKept()) {
      tell(next == TcpState.CLOSED ? "over, was " + last.label() : "was " + last.label());
    }
  }

  /** Tells the log, if there is one, what has happened. */
  void tell(String event) {
    layer.book.tell(this, event, layer.wheel.now());
  }

  @Override
  public FlowInfo info(long now) {
    return new FlowInfo(
        id(),
        FlowInfo.Protocol.TCP,
        state.label(),
        guestAddress(),
        guestPort(),
        peerAddress(),
        peerPort(),
        ageNanos(now),
        bytesFromGuest(),
        bytesToGuest(),
        sender.retransmits(),
        sender.rtt.smoothedNanos(),
        sender.congestion.windowBytes());
  }

  TcpHandler handler() {
    return Objects.requireNonNull(handler);
  }

  void handler(TcpHandler handler) {
    this.handler = handler;
  }

  boolean isClosed() {
    return state == TcpState.CLOSED;
  }

  /** Tells whether the relay is to hear nothing more, because it was told the end or made it. */
  boolean isOver() {
    return handler == null;
  }

  /** Both SYNs are acknowledged. */
  void synchronize() {
    enter(sender.isFinQueued() ? TcpState.FIN_WAIT_1 : TcpState.ESTABLISHED);
    layer.onSynchronized(this);
    keepAlive.start(heardAt);
  }

  int advertisedMss() {
    return layer.advertisedMss(isV4);
  }

  /** Returns the value of the timestamps option (RFC 7323, 3.2) that is sent at {@code now}. */
  int timestamp(long now) {
    return IsnGenerator.milliseconds(now) + timestampOffset;
  }

  /** Returns the flags that a SYN carries for ECN (RFC 3168, 6.1.1), 0 for none. */
  int ecnSynFlags() {
    if (!ecn) {
      return 0;
    }
    return state == TcpState.SYN_SENT ? TcpSegment.ECE | TcpSegment.CWR : TcpSegment.ECE;
  }

  /** Length of the options of a segment without SACK blocks. */
  int plainOptionBytes() {
    return timestamps ? TcpOptions.TIMESTAMPS_BYTES : 0;
  }

  /** Length of the header of a segment without SACK blocks. */
  int plainHeaderBytes() {
    return TcpSegment.MIN_HEADER_BYTES + plainOptionBytes();
  }

  // ---- the relay's calls

  @Override
  public boolean isLogged() {
    return layer.book.isKept();
  }

  @Override
  public void log(String event) {
    tell(event);
  }

  @Override
  public int trafficClass() {
    return guestClass;
  }

  @Override
  public void trafficClass(int value) {
    header.tos((value & CLASS_MASK) | (header.tos() & ~CLASS_MASK));
  }

  @Override
  public void accept() {
    if (state == TcpState.DIALLING) {
      enter(TcpState.SYN_RECEIVED);
      layer.markReady(this);
    }
  }

  @Override
  public void refuse(Refusal refusal) {
    if (state == TcpState.DIALLING) {
      handler = null;
      layer.refuse(this, refusal);
    }
  }

  @Override
  public int sendRoomBytes() {
    return isClosed() ? 0 : sender.roomBytes();
  }

  @Override
  public long reserve() {
    if (state.isHalfOpen()) {
      sender.wantRoom(); // there will be some after the handshake
      return 0;
    }
    return isClosed() || state == TcpState.TIME_WAIT ? 0 : sender.reserve();
  }

  @Override
  public int reservedBytes() {
    return sender.buffer.reserved();
  }

  @Override
  public void commit(int length) {
    if (isClosed()) {
      return;
    }
    if (sender.buffer.bytes() == 0) {
      onProgress(layer.wheel.now());
    }
    sender.buffer.commit(length);
    if (length > 0) {
      layer.markReady(this);
    }
  }

  @Override
  public void shutdownOutput() {
    switch (state) {
      case DIALLING, SYN_SENT, SYN_RECEIVED -> {} // RFC 9293, 3.10.4: queued until ESTABLISHED
      case ESTABLISHED -> enter(TcpState.FIN_WAIT_1);
      case CLOSE_WAIT -> enter(TcpState.LAST_ACK);
      default -> {
        return;
      }
    }
    sender.queueFin();
    layer.markReady(this);
  }

  @Override
  public void resume() {
    if (isOver() || state.isHalfOpen()) {
      return;
    }
    receiver.resume();
    if (receiver.isAckDue()) {
      layer.markReady(this);
    }
  }

  @Override
  public void reset() {
    handler = null;
    switch (state) {
      case CLOSED -> {}
      case DIALLING -> layer.refuse(this, Refusal.PORT_UNREACHABLE);
      case TIME_WAIT -> receiver.clear(); // for the guest all went well: it is not told otherwise
      default -> {
        tell("reset by the far end");
        layer.sendReset(this);
        layer.forget(this);
      }
    }
  }

  // ---- what else moves it

  /** An acceptable segment of the guest had this traffic class. */
  void onTrafficClass(int tos) {
    guestClass = tos & CLASS_MASK;
  }

  /** A segment of the guest came. */
  void onHeard(long now) {
    heardAt = now;
    timeoutsSinceHeard = 0;
  }

  /** The guest may have gone without a word that came: it is asked at {@code atNanos}. */
  void doubt(long atNanos) {
    keepAlive.doubt(atNanos);
  }

  /** Returns when the last segment of the guest came. */
  long heardAt() {
    return heardAt;
  }

  /** The guest took some of what it is sent, or there is something new for it. */
  void onProgress(long now) {
    progressAt = now;
  }

  /** Returns for how long text has been held that guest or far end do not take, or 0. */
  long stillNanos(long now) {
    long nanos = sender.buffer.bytes() == 0 ? 0 : now - progressAt;
    return Math.max(nanos, receiver.blockedNanos(now));
  }

  /** The connection is given up: the guest is told, and so is the handler. */
  void cut() {
    tell("given up");
    sender.clear();
    receiver.clear(); // first, so that there is memory for the segment that tells
    layer.sendReset(this);
    end(true);
  }

  /** The connection is over; its handler hears of it. */
  void end(boolean reset) {
    TcpHandler last = handler;
    handler = null;
    if (reset) {
      tell("reset");
    }
    layer.forget(this);
    if (last != null) {
      last.onClosed(reset);
    }
  }

  /** Both streams are over on the guest's side; the handler may still have text to take. */
  void enterTimeWait(long now) {
    layer.enterTimeWait(this, now);
    onDrained();
  }

  /** Our FIN, the last, is acknowledged. */
  void endAfterLastAck(long now) {
    if (receiver.isDrained()) {
      end(false);
    } else {
      enterTimeWait(now); // (deviation) a place to wait for the handler
    }
  }

  /** The handler has had all text: with the streams over, that is the orderly end. */
  void onDrained() {
    TcpHandler last = handler;
    if (last != null && state == TcpState.TIME_WAIT && receiver.isDrained()) {
      handler = null;
      last.onClosed(false);
    }
  }

  void onTimer(int timer, long now) {
    switch (timer) {
      case TcpTimers.RETRANSMIT -> {
        if (state == TcpState.SYN_SENT) {
          ecn = false; // RFC 3168, 6.1.1.1: who does not answer may be afraid of it
        }
        tell("not answered in time");
        if (++timeoutsSinceHeard == layer.timeouts.r1Retransmissions()) {
          layer.counters.tcpStalled();
        }
        if (sender.onTimeout(now)) {
          layer.markReady(this);
        } else {
          cut();
        }
      }
      case TcpTimers.DELAYED_ACK -> {
        receiver.requestAck();
        layer.markReady(this);
      }
      case TcpTimers.TIME_WAIT -> layer.onTimeWaitOver(this, now);
      case TcpTimers.UNREACHABLE -> onUnreachable(now);
      case TcpTimers.KEEP_ALIVE -> {
        if (keepAlive.onTimer(now)) {
          layer.markReady(this);
        } else {
          cut();
        }
      }
      default -> {
        layer.onMemoryShortage(now);
        sender.offerMemory();
      }
    }
  }

  /** The guest's address is nowhere on the link. */
  private void onUnreachable(long now) {
    if (state == TcpState.SYN_SENT) {
      end(true);
    } else {
      sender.onUnreachable(now);
    }
  }

  void onAckSent() {
    receiver.onAckSent();
    timers.stop(TcpTimers.DELAYED_ACK);
  }

  /** Emits what is owed; false when the device took no more. */
  boolean emit(SegmentWriter writer, long now) {
    if (state == TcpState.DIALLING || isClosed() || !layer.reachability.canSpeak(this)) {
      return true;
    }
    if (state == TcpState.TIME_WAIT) {
      return !receiver.isAckDue() || writeAck(writer, now);
    }
    if (!sender.emit(writer, now) || !keepAlive.emit(writer, now)) {
      return false;
    }
    if (receiver.isAckDue()) {
      return writeAck(writer, now);
    }
    if (receiver.isAckOwed() && !timers.isSet(TcpTimers.DELAYED_ACK)) {
      timers.start(TcpTimers.DELAYED_ACK, now + TcpLayer.DELAYED_ACK_NANOS);
    }
    return true;
  }

  private boolean writeAck(SegmentWriter writer, long now) {
    return writer.write(this, TcpSegment.ACK, sender.nxt, 0, 0, now);
  }

  /** Has an acknowledgment sent that a liar cannot make use of, not too often (RFC 5961, 7). */
  void challenge(long now) {
    if (challenged && now - lastChallengeAt < TcpLayer.CHALLENGE_INTERVAL_NANOS) {
      return;
    }
    challenged = true;
    lastChallengeAt = now;
    acknowledge();
  }

  /** Has an acknowledgment sent. */
  void acknowledge() {
    receiver.requestAck();
    layer.markReady(this);
  }
}
