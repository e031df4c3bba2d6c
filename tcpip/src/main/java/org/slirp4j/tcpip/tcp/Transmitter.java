package org.slirp4j.tcpip.tcp;

import org.slirp4j.tcpip.wire.TcpSegment;

/**
 * What of the stream goes out now, in this order: SYN alone, what was lost, new text, FIN, a probe
 * of the window.
 */
final class Transmitter {
  private final TcpConnection connection;
  private final Sender sender;
  private boolean synDue;
  private boolean probeDue;
  private boolean finSent;

  Transmitter(TcpConnection connection, Sender sender) {
    this.connection = connection;
    this.sender = sender;
  }

  void requestSyn() {
    synDue = true;
  }

  void requestProbe() {
    probeDue = true;
  }

  boolean isFinSent() {
    return finSent;
  }

  /** The guest acknowledged something new: what was to make it speak is not needed any more. */
  void onProgress() {
    synDue = false;
    probeDue = false;
  }

  /** The window opened. */
  void cancelProbe() {
    probeDue = false;
  }

  /** Tells whether something waits to be sent or to be acknowledged. */
  boolean isBusy() {
    return synDue
        || sender.una != sender.nxt
        || sender.nxt != sender.end()
        || (sender.isFinQueued() && !finSent);
  }

  /**
   * Sends what may be sent.
   *
   * @return false when the device took no more
   */
  boolean emit(SegmentWriter writer, long now) {
    if (synDue) {
      return emitSyn(writer, now);
    }
    if (!sender.isSynAcknowledged()) {
      return true; // nothing before that
    }
    boolean done =
        emitLost(writer, now)
            && emitNew(writer, now)
            && emitFin(writer, now)
            && (!probeDue || emitProbe(writer, now));
    if (done && isWaiting() && !sender.timer.isRunning()) {
      sender.timer.restart(
          now); // RFC 9293, 3.8.6.1: it waits for the window, so ask for it in time
    }
    return done;
  }

  private boolean isWaiting() {
    return sender.una != sender.nxt || sender.nxt != sender.end();
  }

  private boolean emitSyn(SegmentWriter writer, long now) {
    boolean first = connection.state == TcpState.SYN_SENT;
    int flags = first ? TcpSegment.SYN : TcpSegment.SYN | TcpSegment.ACK;
    if (!writer.write(connection, flags, sender.iss, 0, 0, now)) {
      return false;
    }
    synDue = false;
    sender.onSynSent(now);
    return true;
  }

  // ---- what was lost

  private boolean emitLost(SegmentWriter writer, long now) {
    LossRecovery recovery = sender.recovery;
    int size = sender.segmentBytes();
    while (recovery.isActive() && recovery.findNext(sender.una, sender.nxt, size)) {
      int length = resendable(size);
      if (length == 0) {
        return true;
      }
      int from = recovery.nextSequence();
      int text = Math.min(length, sender.end() - from);
      int fitting = sender.buffer.fitting(from - sender.una, text);
      length = fitting < text ? fitting : length;
      if (!writeAgain(writer, from, fitting, length > fitting, now)) {
        return false;
      }
      recovery.onRetransmitted(length);
    }
    return true;
  }

  /** Returns how many of the numbers that are to be sent again next may go out in one frame. */
  private int resendable(int size) {
    LossRecovery recovery = sender.recovery;
    int allowed = sender.congestion.windowBytes() - recovery.pipe(sender.una, sender.nxt, size);
    if (recovery.isFirstDue()) {
      allowed = Math.max(allowed, size);
    } else if (allowed < size
        || Sequence.lessOrEqual(sender.una + sender.window.bytes(), recovery.nextSequence())) {
      return 0; // RFC 9293, SHLD-16: what is beyond a window that shrank can wait
    }
    return Math.min(Math.min(recovery.nextLength(), allowed), superSegmentBytes(size));
  }

  /** Sends {@code text} bytes from {@code from} again, and FIN if it follows them. */
  private boolean writeAgain(SegmentWriter writer, int from, int text, boolean fin, long now) {
    int flags = TcpSegment.ACK | (fin ? TcpSegment.FIN : 0);
    flags |= text > 0 && from + text == sender.end() ? TcpSegment.PSH : 0;
    if (!writer.write(connection, flags, from, from - sender.una, text, now)) {
      return false;
    }
    sender.onSentAgain(now);
    return true;
  }

  // ---- what is new

  private boolean emitNew(SegmentWriter writer, long now) {
    int unsent = sender.end() - sender.nxt;
    while (unsent > 0) {
      int length = sendable(unsent);
      if (length == 0) {
        return true;
      }
      boolean last = length == unsent;
      boolean fin = last && sender.isFinQueued();
      int flags = TcpSegment.ACK | (last ? TcpSegment.PSH : 0) | (fin ? TcpSegment.FIN : 0);
      int nxt = sender.nxt;
      if (!writer.write(connection, flags, nxt, nxt - sender.una, length, now)) {
        return false;
      }
      finSent = fin;
      sender.onSent(fin ? length + 1 : length, now);
      unsent -= length;
    }
    return true;
  }

  /** Returns how much of {@code unsent} bytes may go out in one frame now (RFC 9293, 3.8.6.2.1). */
  private int sendable(int unsent) {
    int size = sender.segmentBytes();
    int usable = sender.una + sender.window.bytes() - sender.nxt;
    int pipe = sender.recovery.pipe(sender.una, sender.nxt, size);
    int allowed = Math.min(usable, sender.congestion.windowBytes() - pipe);
    int length = Math.min(Math.min(unsent, allowed), superSegmentBytes(size));
    if (length <= 0) {
      return 0;
    }
    int fitting = sender.buffer.fitting(sender.nxt - sender.una, length);
    if (fitting == unsent) {
      return fitting; // Nagle's algorithm is off: the other end segmented already
    }
    if (fitting >= size) {
      return fitting - fitting % size;
    }
    if (fitting < length) {
      return fitting; // many small pieces
    }
    return sender.window.isWorthwhile(length, usable) ? length : 0;
  }

  /** Returns the most text that one frame to the guest may carry. */
  private int superSegmentBytes(int size) {
    return connection.layer.superSegmentBytes(connection.isV4, size);
  }

  private boolean emitFin(SegmentWriter writer, long now) {
    int nxt = sender.nxt;
    boolean behindProbe = sender.timer.isProbing() && sender.una != nxt; // it may be refused
    if (!sender.isFinQueued() || finSent || nxt != sender.end() || behindProbe) {
      return true;
    }
    if (!writer.write(connection, TcpSegment.ACK | TcpSegment.FIN, nxt, 0, 0, now)) {
      return false;
    }
    finSent = true;
    sender.onSent(1, now);
    return true;
  }

  /** Sends one byte, or what little the window takes, to learn what the window is. */
  private boolean emitProbe(SegmentWriter writer, long now) {
    int una = sender.una;
    int most = Math.max(1, Math.min(sender.window.bytes(), sender.segmentBytes()));
    int text = sender.buffer.fitting(0, Math.min(most, sender.end() - una));
    int numbers = text > 0 ? text : Math.min(1, sender.nxt - una); // FIN alone is in flight
    if (numbers > 0) {
      int flags = TcpSegment.ACK | (text == 0 ? TcpSegment.FIN : 0);
      if (!writer.write(connection, flags, una, 0, text, now)) {
        return false;
      }
      sender.onProbeSent(numbers, now);
    }
    probeDue = false;
    return true;
  }
}
