package org.slirp4j.tcpip.tcp;

import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.wire.TcpSegment;

/**
 * SEGMENT ARRIVES for a known connection: RFC 9293, 3.10.7.3 and 3.10.7.4, step by step, with RFC
 * 5961 (blind attacks) and RFC 7323 (timestamps) at their places.
 */
final class SegmentArrives {
  private final TcpLayer layer;

  SegmentArrives(TcpLayer layer) {
    this.layer = layer;
  }

  void process(TcpConnection connection, Segment segment, long now) {
    switch (connection.state) {
      case DIALLING -> whileDialling(connection, segment, now);
      case SYN_SENT -> inSynSent(connection, segment, now);
      default -> otherwise(connection, segment, now);
    }
  }

  /**
   * The eight steps of RFC 9293, 3.10.7.4, of which the first five may be the last. The third,
   * security and compartment, is history; the sixth, urgent data, has nothing to do, because urgent
   * text stays in line with the rest and no application waits for a signal.
   */
  private void otherwise(TcpConnection connection, Segment segment, long now) {
    boolean goesOn =
        first(connection, segment, now)
            && second(connection, segment, now)
            && fourth(connection, segment, now)
            && fifth(connection, segment, now);
    if (!goesOn) {
      return;
    }
    seventh(connection, segment);
    eighth(connection, segment, now);
    if (!connection.isClosed()) {
      layer.markReady(connection);
    }
  }

  /** First, check the sequence number. */
  private boolean first(TcpConnection connection, Segment segment, long now) {
    Receiver receiver = connection.receiver;
    receiver.duplicates.onSegment();
    boolean reset = segment.has(TcpSegment.RST);
    if (connection.timestamps && !reset && receiver.timestamps.isStale(segment, now)) {
      connection.challenge(now); // RFC 7323, 5.3, R1
      return unacceptable();
    }
    if (connection.state == TcpState.SYN_RECEIVED
        && segment.has(TcpSegment.SYN)
        && !reset
        && segment.sequence == receiver.irs) {
      onSynAgain(connection, segment, now);
      return false;
    }
    if (!isAcceptable(receiver, segment)) {
      if (!reset) {
        answerUnacceptable(connection, segment, now);
      }
      return unacceptable();
    }
    if (connection.timestamps) {
      receiver.timestamps.onSegment(segment, now);
    }
    if (!reset) {
      trimToWindow(receiver, segment); // RFC 5961, 3.2 compares a RST's number as it came
    }
    return true;
  }

  /** The guest's SYN once more, before ours was acknowledged. */
  private void onSynAgain(TcpConnection connection, Segment segment, long now) {
    if (connection.timestamps) {
      connection.receiver.timestamps.onSegment(segment, now);
    }
    if (segment.has(TcpSegment.ACK) && acknowledgesSyn(connection.sender, segment)) {
      synchronize(connection, segment, now); // RFC 9293, 3.5, figure 8: simultaneous open
    } else {
      connection.sender.requestSyn(); // our SYN/ACK was lost
      layer.markReady(connection);
    }
  }

  private boolean unacceptable() {
    layer.counters.drop(DropReason.UNACCEPTABLE_SEGMENT);
    return false;
  }

  private void answerUnacceptable(TcpConnection connection, Segment segment, long now) {
    if (connection.state == TcpState.TIME_WAIT
        && segment.has(TcpSegment.FIN)
        && segment.sequence + segment.length() == connection.receiver.rcvNxt) {
      layer.restartTimeWait(connection, now); // eighth step: the guest's FIN again
    }
    Receiver receiver = connection.receiver;
    int end = segment.sequence + segment.textLength;
    if (segment.textLength > 0 && Sequence.lessOrEqual(end, receiver.rcvNxt)) {
      receiver.onDuplicate(segment.sequence, end);
    }
    if (segment.length() > 0) {
      connection.acknowledge();
    } else {
      connection.challenge(now); // two ends that disagree must not answer each other for ever
    }
  }

  // RFC 9293, table 6; and MUST-66: at a zero window, RST, URG and ACK of a segment at its edge
  // count. (deviation) A super-segment that is longer than the window may lie across all of it.
  private static boolean isAcceptable(Receiver receiver, Segment segment) {
    int window = receiver.windowBytes();
    int from = segment.sequence - receiver.rcvNxt;
    int length = segment.length();
    if (length == 0 || window == 0) {
      return window == 0 ? from == 0 : from >= 0 && from < window;
    }
    return from < window && from + length - 1 >= 0;
  }

  private static void trimToWindow(Receiver receiver, Segment segment) {
    int old = receiver.rcvNxt - segment.sequence;
    if (old > 0) {
      if (segment.has(TcpSegment.SYN)) {
        return; // the fourth step has its own answer
      }
      int cut = Math.min(old, segment.textLength);
      if (cut > 0) {
        receiver.onDuplicate(segment.sequence, segment.sequence + cut);
        segment.trimFront(cut);
      }
    }
    int window = receiver.windowBytes() - (segment.sequence - receiver.rcvNxt);
    if (segment.textLength > window) {
      segment.trimBack(Math.max(0, window));
      receiver.requestAck();
    }
  }

  /** Second, check the RST bit (RFC 5961, 3.2). */
  private boolean second(TcpConnection connection, Segment segment, long now) {
    if (!segment.has(TcpSegment.RST)) {
      return true;
    }
    if (connection.state == TcpState.TIME_WAIT) {
      return false; // RFC 1337, 3: ignored; the far end may not have everything yet
    }
    if (segment.sequence != connection.receiver.rcvNxt) {
      connection.challenge(now);
    } else {
      layer.onReset(connection, now);
      connection.end(true);
    }
    return false;
  }

  /** Fourth, check the SYN bit (RFC 5961, 4.2). */
  private boolean fourth(TcpConnection connection, Segment segment, long now) {
    if (segment.has(TcpSegment.SYN)) {
      connection.challenge(now);
      return false;
    }
    return true;
  }

  /** Fifth, check the ACK field. */
  private boolean fifth(TcpConnection connection, Segment segment, long now) {
    if (!segment.has(TcpSegment.ACK)) {
      return false;
    }
    if (connection.state == TcpState.SYN_RECEIVED && !completeHandshake(connection, segment)) {
      return false;
    }
    Sender sender = connection.sender;
    if (!isPlausible(sender, segment.acknowledgment)) {
      connection.challenge(now);
      return unacceptable();
    }
    if (Sequence.lessOrEqual(sender.una, segment.acknowledgment)) {
      int una = sender.una;
      sender.onAcknowledgment(segment, now);
      if (sender.una != una) {
        connection.onProgress(now);
      }
    }
    if (connection.isClosed()) {
      return false; // the handler reset it
    }
    return afterAcknowledgment(connection, now);
  }

  /** Fifth, in SYN-RECEIVED; tells whether the connection is there now. */
  private boolean completeHandshake(TcpConnection connection, Segment segment) {
    if (!acknowledgesSyn(connection.sender, segment)) {
      layer.sendResetFor(connection, segment);
      return unacceptable();
    }
    connection.synchronize();
    connection.sender.takeWindow(segment);
    connection.handler().onEstablished();
    return !connection.isClosed();
  }

  // RFC 5961, 5.2: SND.UNA - MAX.SND.WND =< SEG.ACK =< SND.NXT
  private static boolean isPlausible(Sender sender, int acknowledgment) {
    return Sequence.lessOrEqual(sender.una - sender.maxWindow(), acknowledgment)
        && Sequence.lessOrEqual(acknowledgment, sender.nxt);
  }

  private static boolean acknowledgesSyn(Sender sender, Segment segment) {
    return Sequence.less(sender.una, segment.acknowledgment)
        && Sequence.lessOrEqual(segment.acknowledgment, sender.nxt);
  }

  private static boolean afterAcknowledgment(TcpConnection connection, long now) {
    if (!connection.sender.isFinAcknowledged()) {
      return true;
    }
    switch (connection.state) {
      case FIN_WAIT_1 -> connection.enter(TcpState.FIN_WAIT_2);
      case CLOSING -> connection.enterTimeWait(now);
      case LAST_ACK -> {
        connection.endAfterLastAck(now);
        return false;
      }
      default -> {}
    }
    return true;
  }

  /** Seventh, process the segment text. */
  private void seventh(TcpConnection connection, Segment segment) {
    if (connection.ecn) {
      connection.receiver.onCongestionMark(segment);
    }
    if (segment.textLength > 0 && connection.state.canReceive()) {
      connection.onTrafficClass(segment.tos);
      connection.receiver.onText(segment);
    }
  }

  /** Eighth, check the FIN bit. */
  private void eighth(TcpConnection connection, Segment segment, long now) {
    Receiver receiver = connection.receiver;
    if (!connection.state.canReceive()) {
      return;
    }
    if (segment.has(TcpSegment.FIN)) {
      receiver.noteFin(segment.sequence + segment.textLength);
    }
    if (!receiver.isFinNext()) {
      return; // none, or text before it is missing
    }
    switch (connection.state) {
      case ESTABLISHED -> connection.enter(TcpState.CLOSE_WAIT);
      case FIN_WAIT_1 -> connection.enter(TcpState.CLOSING);
      default -> {} // FIN-WAIT-2, below
    }
    receiver.onFin();
    if (connection.state == TcpState.FIN_WAIT_2) {
      connection.enterTimeWait(now);
    }
  }

  // ---- before the connection is synchronized

  /** Nothing was answered yet: all that counts is whether the guest gives up. */
  private void whileDialling(TcpConnection connection, Segment segment, long now) {
    if (segment.has(TcpSegment.RST)) {
      if (segment.sequence == connection.receiver.rcvNxt) {
        connection.end(true);
      }
    } else if (segment.has(TcpSegment.SYN) && connection.timestamps) {
      connection.receiver.timestamps.onSegment(segment, now);
    }
    // A retransmitted SYN has its answer when the far end has given one.
  }

  // RFC 9293, 3.10.7.3
  private void inSynSent(TcpConnection connection, Segment segment, long now) {
    Sender sender = connection.sender;
    boolean acknowledges = segment.has(TcpSegment.ACK);
    if (acknowledges && !acknowledgesSyn(sender, segment)) {
      if (!segment.has(TcpSegment.RST)) {
        layer.sendResetFor(connection, segment);
      }
      return;
    }
    if (segment.has(TcpSegment.RST)) {
      if (acknowledges) {
        connection.end(true);
      }
      return;
    }
    if (!segment.has(TcpSegment.SYN)) {
      return;
    }
    Opener.agree(connection, segment, now);
    connection.ecn &= segment.acceptsEcn();
    if (acknowledges) {
      synchronize(connection, segment, now);
    } else {
      connection.enter(TcpState.SYN_RECEIVED); // RFC 9293, MUST-10: simultaneous open
      sender.requestSyn();
      layer.markReady(connection);
    }
  }

  /** The guest's SYN and its acknowledgment of ours came in one segment. */
  private static void synchronize(TcpConnection connection, Segment segment, long now) {
    connection.synchronize();
    connection.sender.takeWindow(segment);
    connection.acknowledge();
    connection.handler().onEstablished();
    if (!connection.isClosed()) {
      connection.sender.onAcknowledgment(segment, now);
    }
  }
}
