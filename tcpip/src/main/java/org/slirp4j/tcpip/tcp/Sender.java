package org.slirp4j.tcpip.tcp;

import org.slirp4j.tcpip.TcpTimeouts;
import org.slirp4j.tcpip.wire.TcpSegment;

/**
 * The stream to the guest: what may be sent now, what was acknowledged, when to send again.
 *
 * <pre>
 *        una                nxt              end
 *         |--- in flight ----|--- unsent -----|   SendBuffer holds [una, end); FIN is number end
 * </pre>
 */
final class Sender {
  private final TcpConnection connection;
  final SendBuffer buffer;
  private final LossRecovery recovery = new LossRecovery();
  private final CongestionControl congestion = new CongestionControl();
  private final RttEstimator rtt = new RttEstimator();

  int iss; // ISS
  int una; // SND.UNA
  int nxt; // SND.NXT
  private int wnd; // SND.WND, in bytes
  private int maxWnd; // Max(SND.WND), RFC 9293, 3.8.6.2.1
  private int wl1; // SND.WL1
  private int wl2; // SND.WL2
  private int windowShift; // Snd.Wind.Shift
  private int mss; // Eff.snd.MSS

  private boolean synDue;
  private boolean synAcknowledged; // una alone does not tell: it comes by iss again every 4 GiB
  private boolean finQueued;
  private boolean finSent;
  private boolean roomWanted;

  private boolean timing;
  private int timedEnd;
  private long timedAt;

  private int timeouts; // in a row, probes among them
  private long stalledSince;
  private int probes; // of the window, in a row
  private boolean probeDue;

  Sender(TcpConnection connection) {
    this.connection = connection;
    this.buffer = new SendBuffer(connection.layer.buffers);
  }

  /** Begins the stream; SYN is to be sent. */
  void begin(int iss) {
    this.iss = iss;
    una = iss;
    nxt = iss;
    synDue = true;
  }

  /** The guest's SYN told its segment size and window shift. */
  void negotiated(int mss, int windowShift) {
    this.mss = mss;
    this.windowShift = windowShift;
    congestion.begin(mss);
  }

  int mss() {
    return mss;
  }

  /** The path to the guest takes smaller segments than it said. */
  void lowerMss(int mss) {
    this.mss = Math.min(this.mss, mss);
  }

  void requestSyn() {
    synDue = true;
  }

  /** Tells whether a sequence number was sent and is not acknowledged. */
  boolean isInFlight(int sequence) {
    return Sequence.lessOrEqual(una, sequence) && Sequence.less(sequence, nxt);
  }

  boolean isFinQueued() {
    return finQueued;
  }

  boolean isFinAcknowledged() {
    return finSent && una == nxt;
  }

  void queueFin() {
    finQueued = true;
    buffer.commit(0);
  }

  int roomBytes() {
    return finQueued ? 0 : Math.max(0, mostBytes() - buffer.bytes());
  }

  /** Returns how many bytes may be held for the guest as long as memory is what it is now. */
  private int mostBytes() {
    return Math.min(connection.layer.limits.sendBufferBytes(), connection.layer.sendShareBytes());
  }

  /** Makes room for the relay's next read; returns its address, or 0 when there is none. */
  long reserve() {
    int most = Math.min(roomBytes(), connection.layer.readBytes(segmentBytes()));
    long address = most == 0 ? 0 : buffer.reserve(most);
    if (address == 0) {
      roomWanted = true;
      if (most > 0) {
        connection.timers.startForMemory();
      }
    }
    return address;
  }

  /** Notes that the relay found no room and wants to hear when there is some. */
  void wantRoom() {
    roomWanted = true;
  }

  private int segmentBytes() {
    return mss - SegmentWriter.sackBytes(connection);
  }

  private int end() {
    return una + buffer.bytes();
  }

  // ---- what goes out

  /**
   * Sends what may be sent.
   *
   * @return false when the device took no more
   */
  boolean emit(SegmentWriter writer, long now) {
    if (synDue) {
      return emitSyn(writer, now);
    }
    if (!synAcknowledged) {
      return true; // nothing before that
    }
    boolean done =
        (!recovery.isActive() || emitLost(writer, now))
            && emitNew(writer, now)
            && emitFin(writer, now)
            && (!probeDue || emitProbe(writer, now));
    if (done && (una != nxt || nxt != end()) && !connection.timers.isSet(TcpTimers.RETRANSMIT)) {
      startTimer(now); // RFC 9293, 3.8.6.1: something waits for the window, so ask for it in time
    }
    return done;
  }

  private boolean emitSyn(SegmentWriter writer, long now) {
    boolean first = connection.state == TcpState.SYN_SENT;
    int flags = first ? TcpSegment.SYN : TcpSegment.SYN | TcpSegment.ACK;
    if (!writer.write(connection, flags, iss, 0, 0, now)) {
      return false;
    }
    synDue = false;
    if (nxt == iss) {
      nxt = iss + 1;
      time(nxt, now);
    } else {
      timing = false;
    }
    startTimer(now);
    return true;
  }

  private boolean emitLost(SegmentWriter writer, long now) {
    int size = segmentBytes();
    while (recovery.findNext(una, nxt, size)) {
      int from = recovery.nextSequence();
      int allowed = congestion.windowBytes() - recovery.pipe(una, nxt, size);
      if (recovery.isFirstDue()) {
        allowed = Math.max(allowed, size);
      } else if (allowed < size || Sequence.lessOrEqual(una + wnd, from)) {
        return true; // RFC 9293, SHLD-16: what is beyond a window that shrank can wait
      }
      int length = Math.min(Math.min(recovery.nextLength(), allowed), superSegmentBytes(size));
      int text = Math.min(length, end() - from);
      int fitting = buffer.fitting(from - una, text);
      length = fitting < text ? fitting : length;
      if (!writeAgain(writer, from, fitting, length > fitting, now)) {
        return false;
      }
      recovery.onRetransmitted(length);
    }
    return true;
  }

  /** Sends {@code text} bytes from {@code from} again, and FIN if it follows them. */
  private boolean writeAgain(SegmentWriter writer, int from, int text, boolean fin, long now) {
    int flags = TcpSegment.ACK | (fin ? TcpSegment.FIN : 0);
    flags |= text > 0 && from + text == end() ? TcpSegment.PSH : 0;
    if (!writer.write(connection, flags, from, from - una, text, now)) {
      return false;
    }
    timing = false; // RFC 6298, 3: Karn's algorithm
    connection.layer.counters.tcpRetransmit();
    startTimer(now);
    return true;
  }

  private boolean emitNew(SegmentWriter writer, long now) {
    int unsent = end() - nxt;
    while (unsent > 0) {
      int length = sendable(unsent);
      if (length == 0) {
        return true;
      }
      boolean last = length == unsent;
      boolean fin = last && finQueued;
      int flags = TcpSegment.ACK | (last ? TcpSegment.PSH : 0) | (fin ? TcpSegment.FIN : 0);
      if (!writer.write(connection, flags, nxt, nxt - una, length, now)) {
        return false;
      }
      finSent = fin;
      onSent(fin ? length + 1 : length, now);
      unsent -= length;
    }
    return true;
  }

  private boolean emitFin(SegmentWriter writer, long now) {
    if (!finQueued || finSent || nxt != end() || (probes > 0 && una != nxt)) {
      return true; // not behind a probe that may have been refused
    }
    if (!writer.write(connection, TcpSegment.ACK | TcpSegment.FIN, nxt, 0, 0, now)) {
      return false;
    }
    finSent = true;
    onSent(1, now);
    return true;
  }

  private void onSent(int numbers, long now) {
    boolean idle = una == nxt;
    nxt += numbers;
    if (!timing && !recovery.isActive()) {
      time(nxt, now);
    }
    if (idle || !connection.timers.isSet(TcpTimers.RETRANSMIT)) {
      startTimer(now); // RFC 6298, 5.1
    }
  }

  private void time(int end, long now) {
    timing = true;
    timedEnd = end;
    timedAt = now;
  }

  /** Returns how much of {@code unsent} bytes may go out in one frame now (RFC 9293, 3.8.6.2.1). */
  private int sendable(int unsent) {
    int size = segmentBytes();
    int window = una + wnd - nxt;
    int allowed = Math.min(window, congestion.windowBytes() - recovery.pipe(una, nxt, size));
    int length = Math.min(Math.min(unsent, allowed), superSegmentBytes(size));
    if (length <= 0) {
      return 0;
    }
    int fitting = buffer.fitting(nxt - una, length);
    if (fitting == unsent) {
      return fitting; // Nagle's algorithm is off: the other end segmented already
    }
    if (fitting >= size) {
      return fitting - fitting % size;
    }
    if (fitting < length) {
      return fitting; // many small pieces
    }
    return length >= maxWnd / 2 && length == window ? length : 0;
  }

  /** Returns the most text that one frame to the guest may carry. */
  private int superSegmentBytes(int size) {
    return connection.layer.superSegmentBytes(connection.isV4, size);
  }

  /** Sends one byte, or what little the window takes, to learn what the window is. */
  private boolean emitProbe(SegmentWriter writer, long now) {
    int most = Math.max(1, Math.min(wnd, segmentBytes()));
    int text = buffer.fitting(0, Math.min(most, end() - una));
    int numbers = text > 0 ? text : Math.min(1, nxt - una); // FIN alone is in flight
    if (numbers > 0) {
      int flags = TcpSegment.ACK | (text == 0 ? TcpSegment.FIN : 0);
      if (!writer.write(connection, flags, una, 0, text, now)) {
        return false;
      }
      timing = false;
      nxt = Sequence.max(nxt, una + numbers);
      startTimer(now);
    }
    probeDue = false;
    return true;
  }

  // ---- what comes back

  /** Takes the acknowledgment number, window and SACK blocks of an acceptable segment. */
  void onAcknowledgment(Segment segment, long now) {
    boolean news =
        segment.options.sackBlocks > 0
            && connection.sackAllowed
            && recovery.onSack(segment.options, una, nxt);
    int acknowledged = segment.acknowledgment - una;
    boolean duplicate = acknowledged == 0 && isDuplicate(segment, news);
    updateWindow(segment);
    stalledSince = now;
    if (acknowledged > 0) {
      advance(segment, acknowledged, now);
    } else if (duplicate) {
      recovery.onDuplicate();
    }
    if (synAcknowledged && recovery.isLossDetected(una, mss)) {
      congestion.onLoss(nxt - una);
      recovery.enterFast(una, nxt);
    }
    if (acknowledged > 0) {
      offerRoom(); // last, because the relay may do anything
    }
  }

  // RFC 5681, 2, and RFC 6675, 2 with SACK: an acknowledgment that tells of a hole
  private boolean isDuplicate(Segment segment, boolean sackNews) {
    if (una == nxt || wnd == 0 || segment.length() != 0) {
      return false; // with wnd 0 it answers a probe
    }
    return connection.sackAllowed ? sackNews : segment.window << windowShift == wnd;
  }

  private void updateWindow(Segment segment) {
    boolean newer =
        Sequence.less(wl1, segment.sequence)
            || (wl1 == segment.sequence && Sequence.lessOrEqual(wl2, segment.acknowledgment));
    if (newer) {
      takeWindow(segment);
    }
  }

  /** Takes the window of a segment, whatever was before. */
  void takeWindow(Segment segment) {
    // RFC 7323, 2.2: the window of a SYN is never scaled
    boolean syn = segment.has(TcpSegment.SYN);
    int bytes = syn ? segment.window : segment.window << windowShift;
    boolean opened = bytes > wnd;
    wnd = bytes;
    maxWnd = Math.max(maxWnd, bytes);
    wl1 = segment.sequence;
    wl2 = segment.acknowledgment;
    if (opened && probes > 0) {
      probes = 0;
      probeDue = false;
      if (una != nxt && segment.acknowledgment == una) {
        recovery.onTimeout(una, nxt); // the probe was refused: it goes out again at once
      }
      connection.timers.stop(TcpTimers.RETRANSMIT);
    }
  }

  /** Returns Max(SND.WND), as RFC 5961, 5.2 uses it: no acknowledgment older than that is real. */
  int maxWindow() {
    return maxWnd;
  }

  private void advance(Segment segment, int acknowledged, long now) {
    int flight = nxt - una;
    int syn = synAcknowledged ? 0 : 1;
    int text = Math.min(acknowledged - syn, buffer.bytes());
    una = segment.acknowledgment;
    buffer.drop(text);
    if (syn > 0) {
      synAcknowledged = true;
      synDue = false;
      rtt.onSynAcknowledged(timeouts > 0);
    }
    sampleRoundTrip(segment, now);
    boolean fast = recovery.isFast();
    recovery.onAdvance(una);
    if (!fast) {
      congestion.onAcknowledged(acknowledged - syn, flight + mss >= congestion.windowBytes());
    }
    timeouts = 0;
    probes = 0;
    probeDue = false;
    if (una == nxt) {
      connection.timers.stop(TcpTimers.RETRANSMIT); // RFC 6298, 5.2
    } else {
      startTimer(now); // RFC 6298, 5.3
    }
  }

  private void sampleRoundTrip(Segment segment, long now) {
    if (timing) {
      if (Sequence.lessOrEqual(timedEnd, una)) {
        rtt.sample(now - timedAt);
        timing = false;
      }
    } else if (recovery.isActive() && connection.timestamps && segment.options.timestamps) {
      // RFC 7323, 4.1: the echo tells which transmission was acknowledged
      int elapsed = connection.timestamp(now) - segment.options.timestampEcho;
      rtt.sample(elapsed * IsnGenerator.NANOS_PER_MILLI);
    }
  }

  /** Tells the relay of room, once there is enough to be worth its while. */
  private void offerRoom() {
    if (roomBytes() >= mostBytes() / 2) {
      offerMemory();
    }
  }

  /** Tells the relay, if it wants to know, that memory may be had again. */
  void offerMemory() {
    if (roomWanted && !connection.isOver()) {
      roomWanted = false;
      connection.handler().onSendRoom();
    }
  }

  // ---- time

  private void startTimer(long now) {
    if (timeouts == 0) {
      stalledSince = now;
    }
    connection.timers.start(TcpTimers.RETRANSMIT, now + rtt.intervalNanos(probes));
  }

  /**
   * The retransmission timer expired.
   *
   * @return false when the guest has not answered for so long that the connection is dead
   */
  boolean onTimeout(long now) {
    TcpTimeouts limits = connection.layer.timeouts;
    long patience = synAcknowledged ? limits.r2Nanos() : limits.synR2Nanos();
    if (timeouts > 0 && now - stalledSince >= patience) {
      return false;
    }
    timeouts++;
    if (synAcknowledged && (wnd == 0 || una == nxt)) {
      probes++; // RFC 9293, 3.8.6.1
      probeDue = true;
      return true;
    }
    rtt.backOff();
    timing = false;
    if (synAcknowledged) {
      congestion.onTimeout(nxt - una, timeouts == 1);
      recovery.onTimeout(una, nxt);
    } else {
      synDue = true;
    }
    return true;
  }

  /** What is due cannot be sent now, as if it were lost. */
  void onUnreachable(long now) {
    boolean due = synDue || una != nxt || nxt != end() || (finQueued && !finSent);
    if (due && !connection.timers.isSet(TcpTimers.RETRANSMIT)) {
      startTimer(now);
    }
  }

  void clear() {
    buffer.clear();
  }
}
