package org.slirp4j.tcpip.tcp;

/**
 * The stream to the guest: what was sent, what was acknowledged, what silence means. {@link
 * Transmitter} sends it.
 *
 * <pre>
 *        una                nxt              end
 *         |--- in flight ----|--- unsent -----|   SendBuffer holds [una, end); FIN is number end
 * </pre>
 */
final class Sender {
  private final TcpConnection connection;
  final SendBuffer buffer;
  final SendWindow window = new SendWindow();
  final LossRecovery recovery = new LossRecovery();
  final CongestionControl congestion = new CongestionControl();
  final RetransmissionTimer timer;
  private final RttEstimator rtt = new RttEstimator();
  private final SendRoom room;
  private final Transmitter transmitter;

  int iss; // ISS
  int una; // SND.UNA
  int nxt; // SND.NXT
  private int mss; // Eff.snd.MSS

  private boolean synAcknowledged; // una alone does not tell: it comes by iss again every 4 GiB
  private boolean finQueued;

  private boolean timing;
  private int timedEnd;
  private long timedAt;

  Sender(TcpConnection connection) {
    this.connection = connection;
    buffer = new SendBuffer(connection.layer.buffers);
    room = new SendRoom(connection, buffer);
    timer = new RetransmissionTimer(connection, rtt);
    transmitter = new Transmitter(connection, this);
  }

  /** Begins the stream; SYN is to be sent. */
  void begin(int iss) {
    this.iss = iss;
    una = iss;
    nxt = iss;
    transmitter.requestSyn();
  }

  /** The guest's SYN told its segment size and window shift. */
  void negotiated(int mss, int windowShift) {
    this.mss = mss;
    window.useShift(windowShift);
    congestion.begin(mss);
  }

  int mss() {
    return mss;
  }

  /** The path to the guest takes smaller segments than it said. */
  void lowerMss(int mss) {
    this.mss = Math.min(this.mss, mss);
  }

  /** Returns how much text a segment carries beside the options that it has now. */
  int segmentBytes() {
    return mss - SegmentWriter.sackBytes(connection);
  }

  /** Returns the number behind the last byte that the relay has written. */
  int end() {
    return una + buffer.bytes();
  }

  /** Tells whether a sequence number was sent and is not acknowledged. */
  boolean isInFlight(int sequence) {
    return Sequence.lessOrEqual(una, sequence) && Sequence.less(sequence, nxt);
  }

  boolean isSynAcknowledged() {
    return synAcknowledged;
  }

  boolean isFinQueued() {
    return finQueued;
  }

  boolean isFinAcknowledged() {
    return transmitter.isFinSent() && una == nxt;
  }

  // ---- the relay's side

  void queueFin() {
    finQueued = true;
    buffer.commit(0);
  }

  int roomBytes() {
    return finQueued ? 0 : room.bytes();
  }

  /** Makes room for the relay's next read; returns its address, or 0 when there is none. */
  long reserve() {
    return room.reserve(Math.min(roomBytes(), connection.layer.readBytes(segmentBytes())));
  }

  /** Notes that the relay found no room and wants to hear when there is some. */
  void wantRoom() {
    room.want();
  }

  /** Tells the relay, if it wants to know, that memory may be had again. */
  void offerMemory() {
    room.offer();
  }

  void clear() {
    buffer.clear();
  }

  // ---- what goes out

  void requestSyn() {
    transmitter.requestSyn();
  }

  /**
   * Sends what may be sent.
   *
   * @return false when the device took no more
   */
  boolean emit(SegmentWriter writer, long now) {
    return transmitter.emit(writer, now);
  }

  void onSynSent(long now) {
    if (nxt == iss) {
      nxt = iss + 1;
      time(now);
    } else {
      timing = false;
    }
    timer.restart(now);
  }

  /** The next {@code numbers} of the stream went out. */
  void onSent(int numbers, long now) {
    boolean idle = una == nxt;
    nxt += numbers;
    if (!timing && !recovery.isActive()) {
      time(now);
    }
    if (idle || !timer.isRunning()) {
      timer.restart(now); // RFC 6298, 5.1
    }
  }

  /** Numbers in flight went out again. */
  void onSentAgain(long now) {
    timing = false; // RFC 6298, 3: Karn's algorithm
    connection.layer.counters.tcpRetransmit();
    timer.restart(now);
  }

  /** The first {@code numbers} of the stream went out as a probe, again or for the first time. */
  void onProbeSent(int numbers, long now) {
    timing = false;
    nxt = Sequence.max(nxt, una + numbers);
    timer.restart(now);
  }

  private void time(long now) {
    timing = true;
    timedEnd = nxt;
    timedAt = now;
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
    if (window.isUpdatedBy(segment)) {
      takeWindow(segment);
    }
    timer.onAnswer(now);
    if (acknowledged > 0) {
      advance(segment, acknowledged, now);
    } else if (duplicate) {
      recovery.onDuplicate();
    }
    if (synAcknowledged && recovery.isLossDetected(una, mss)) {
      congestion.onLoss(nxt - una);
      recovery.enterFast(una, nxt);
    }
    if (acknowledged > 0 && !finQueued) {
      room.onDropped(); // last, because the relay may do anything
    }
  }

  // RFC 5681, 2, and RFC 6675, 2 with SACK: an acknowledgment that tells of a hole
  private boolean isDuplicate(Segment segment, boolean sackNews) {
    if (una == nxt || window.bytes() == 0 || segment.length() != 0) {
      return false; // with a window of 0 it answers a probe
    }
    return connection.sackAllowed ? sackNews : window.isRepeatedBy(segment);
  }

  /** Takes the window of a segment, whatever was before. */
  void takeWindow(Segment segment) {
    if (window.take(segment) && timer.isProbing()) {
      timer.endProbing();
      transmitter.cancelProbe();
      if (una != nxt && segment.acknowledgment == una) {
        recovery.onTimeout(una, nxt); // the probe was refused: it goes out again at once
      }
      timer.stop();
    }
  }

  /** Returns Max(SND.WND), as RFC 5961, 5.2 uses it: no acknowledgment older than that is real. */
  int maxWindow() {
    return window.largestBytes();
  }

  private void advance(Segment segment, int acknowledged, long now) {
    int flight = nxt - una;
    int syn = synAcknowledged ? 0 : 1;
    int text = Math.min(acknowledged - syn, buffer.bytes());
    una = segment.acknowledgment;
    buffer.drop(text);
    if (syn > 0) {
      synAcknowledged = true;
      rtt.onSynAcknowledged(timer.timeouts() > 0);
    }
    sampleRoundTrip(segment, now);
    boolean fast = recovery.isFast();
    recovery.onAdvance(una);
    if (!fast) {
      congestion.onAcknowledged(acknowledged - syn, flight + mss >= congestion.windowBytes());
    }
    timer.onProgress();
    transmitter.onProgress();
    if (una == nxt) {
      timer.stop(); // RFC 6298, 5.2
    } else {
      timer.restart(now); // RFC 6298, 5.3
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

  // ---- silence

  /**
   * The retransmission timer expired.
   *
   * @return false when the guest has not answered for so long that the connection is dead
   */
  boolean onTimeout(long now) {
    if (timer.isPatienceOver(synAcknowledged, now)) {
      return false;
    }
    timer.onTimeout();
    if (synAcknowledged && (window.bytes() == 0 || una == nxt)) {
      timer.onProbe(); // RFC 9293, 3.8.6.1
      transmitter.requestProbe();
      return true;
    }
    rtt.backOff();
    timing = false;
    if (synAcknowledged) {
      congestion.onTimeout(nxt - una, timer.timeouts() == 1);
      recovery.onTimeout(una, nxt);
    } else {
      transmitter.requestSyn();
    }
    return true;
  }

  /** What is due cannot be sent now, as if it were lost. */
  void onUnreachable(long now) {
    if (transmitter.isBusy() && !timer.isRunning()) {
      timer.restart(now);
    }
  }
}
