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
  final CongestionControl congestion = new CongestionControl();
  final RttEstimator rtt = new RttEstimator();
  final EcnSender ecn;
  final LossRecovery recovery;
  final RetransmissionTimer timer;
  private final SendRoom room;
  private final Transmitter transmitter;

  int iss; // ISS
  int una; // SND.UNA
  int nxt; // SND.NXT
  private int mss; // Eff.snd.MSS

  private boolean synAcknowledged; // una alone does not tell: it comes by iss again every 4 GiB
  private boolean finQueued;

  private long lastSentAt;
  private boolean synSentAgain;
  private long synSentAt;
  private int retransmits;

  Sender(TcpConnection connection) {
    this.connection = connection;
    buffer = new SendBuffer(connection.layer.buffers);
    room = new SendRoom(connection, buffer);
    ecn = new EcnSender(connection);
    recovery = new LossRecovery(connection, this);
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
    recovery.clear();
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
    lastSentAt = now;
    synSentAgain = nxt != iss;
    nxt = iss + 1;
    synSentAt = now;
    timer.restart(now);
  }

  /** New text is about to go out. */
  void beforeSending(long now) {
    if (una == nxt && now - lastSentAt > rtt.timeoutNanos()) {
      congestion.onIdle();
    }
  }

  /** The next {@code numbers} of the stream went out. */
  void onSent(int numbers, long now) {
    boolean idle = una == nxt;
    nxt += numbers;
    lastSentAt = now;
    recovery.onSent(nxt, now);
    if (idle || !timer.isRunning()) {
      timer.restart(now); // RFC 6298, 5.1
    }
    waitForTail(now);
  }

  /** Numbers [from, to) went out again. */
  void onSentAgain(int from, int to, long now) {
    recovery.onSentAgain(from, to, now);
    connection.layer.counters.tcpRetransmit();
    retransmits++;
    timer.restart(now);
    waitForReordered();
  }

  /** The first {@code numbers} of the stream went out as a probe, again or for the first time. */
  void onWindowProbeSent(int numbers, long now) {
    int to = una + numbers;
    if (una != nxt) {
      recovery.onSentAgain(una, Sequence.min(to, nxt), now);
    }
    if (Sequence.less(nxt, to)) {
      nxt = to;
      recovery.onSent(nxt, now);
    }
    timer.restart(now);
  }

  /** What went out last was a probe of the flight's tail. */
  void onTailProbeSent(boolean again, long now) {
    recovery.probe.onSent(nxt, again, nxt - una);
    timer.restart(now); // RFC 8985, 7.3
  }

  /** Returns how many segments were sent again. */
  int retransmits() {
    return retransmits;
  }

  // ---- what comes back

  /** Takes the acknowledgment number, window and SACK blocks of an acceptable segment. */
  void onAcknowledgment(Segment segment, long now) {
    int moved = segment.acknowledgment - una;
    boolean duplicate = moved == 0 && isDuplicate(segment);
    if (window.isUpdatedBy(segment)) {
      takeWindow(segment);
    }
    timer.onAnswer(now);
    int acknowledged = moved > 0 ? advance(segment, moved, now) : 0;
    if (synAcknowledged) {
      recovery.onAcknowledgment(segment, acknowledged, duplicate, now);
      setTimer(acknowledged > 0, now);
    }
    if (moved > 0 && !finQueued) {
      room.onDropped(); // last, because the relay may do anything
    }
  }

  // RFC 5681, 2: an acknowledgment that tells of a hole, where there is no SACK to say so
  private boolean isDuplicate(Segment segment) {
    return una != nxt
        && window.bytes() != 0 // else it answers a probe
        && segment.length() == 0
        && window.isRepeatedBy(segment);
  }

  /** Takes the window of a segment, whatever was before. */
  void takeWindow(Segment segment) {
    if (window.take(segment) && timer.isProbing()) {
      timer.endProbing();
      transmitter.cancelWindowProbe();
      if (una != nxt && segment.acknowledgment == una) {
        recovery.onWindowOpened(); // the probe was refused: it goes out again at once
      }
      timer.stop();
    }
  }

  /** Returns Max(SND.WND), as RFC 5961, 5.2 uses it: no acknowledgment older than that is real. */
  int maxWindow() {
    return window.largestBytes();
  }

  /** Moves SND.UNA; returns how many of the acknowledged numbers are not the SYN's. */
  private int advance(Segment segment, int acknowledged, long now) {
    int syn = synAcknowledged ? 0 : 1;
    int text = Math.min(acknowledged - syn, buffer.bytes());
    una = segment.acknowledgment;
    buffer.drop(text);
    connection.countToGuest(text);
    if (syn > 0) {
      onSynAcknowledged(now);
    }
    timer.onProgress();
    transmitter.onProgress();
    return acknowledged - syn;
  }

  private void onSynAcknowledged(long now) {
    synAcknowledged = true;
    recovery.begin(una);
    rtt.onSynAcknowledged(timer.timeouts() > 0);
    if (!synSentAgain) { // RFC 6298, 3: Karn's algorithm
      rtt.sample(now - synSentAt);
      rtt.onDelivered(now - synSentAt, now);
    }
    timer.stop();
  }

  // ---- silence

  /** After an acknowledgment: sets the one timer to what is to be done first (RFC 8985, 8). */
  private void setTimer(boolean progress, long now) {
    if (progress && una == nxt) {
      timer.stop(); // RFC 6298, 5.2
      return;
    }
    if (progress) {
      timer.restart(now); // RFC 6298, 5.3
    }
    if (recovery.isReorderingAwaited()) {
      waitForReordered();
    } else if (progress) {
      waitForTail(now);
    } else if (timer.isRunning() && !isTailAwaited()) {
      timer.waitForAnswer();
    }
  }

  private boolean isTailAwaited() {
    return timer.waitsFor() == RetransmissionTimer.Wait.TAIL && isProbeAllowed();
  }

  private void waitForReordered() {
    if (recovery.isReorderingAwaited()) {
      timer.waitFor(RetransmissionTimer.Wait.REORDERED, recovery.reorderingAt());
    }
  }

  /** Tells whether a probe of the flight's tail may be sent, now or later. */
  boolean isProbeAllowed() {
    return window.bytes() > 0 && recovery.isProbeAllowed();
  }

  private void waitForTail(long now) {
    if (isProbeAllowed()) {
      long delay = TailLossProbe.delayNanos(rtt, nxt - una, segmentBytes());
      timer.waitFor(RetransmissionTimer.Wait.TAIL, now + delay);
    }
  }

  /**
   * The timer expired.
   *
   * @return false when the guest has not answered for so long that the connection is dead
   */
  boolean onTimeout(long now) {
    switch (timer.waitsFor()) {
      case REORDERED -> {
        recovery.onReorderingTimeout(now);
        timer.restart(now);
        waitForReordered();
      }
      case TAIL -> transmitter.requestTailProbe();
      case ANSWER -> {
        if (timer.isPatienceOver(synAcknowledged, now)) {
          return false;
        }
        onSilence(now);
      }
    }
    return true;
  }

  private void onSilence(long now) {
    timer.onTimeout();
    if (!synAcknowledged) {
      rtt.backOff();
      transmitter.requestSyn();
    } else if (window.bytes() == 0 || una == nxt) {
      timer.onProbe(); // RFC 9293, 3.8.6.1
      transmitter.requestWindowProbe();
    } else {
      rtt.backOff();
      recovery.onTimeout(timer.timeouts(), now);
    }
  }

  /** What is due cannot be sent now, as if it were lost. */
  void onUnreachable(long now) {
    if (transmitter.isBusy() && !timer.isRunning()) {
      timer.restart(now);
    }
  }
}
