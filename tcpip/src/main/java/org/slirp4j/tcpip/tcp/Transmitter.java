package org.slirp4j.tcpip.tcp;

import org.slirp4j.tcpip.wire.TcpSegment;

/**
 * What of the stream goes out now, in this order: SYN alone, what was lost, new text, FIN, a probe
 * of the flight's tail or of the window.
 */
final class Transmitter {
  private final TcpConnection connection;
  private final Sender sender;
  private boolean synDue;
  private boolean windowProbeDue;
  private boolean tailProbeDue;
  private boolean finSent;

  Transmitter(TcpConnection connection, Sender sender) {
    this.connection = connection;
    this.sender = sender;
  }

  void requestSyn() {
    synDue = true;
  }

  void requestWindowProbe() {
    windowProbeDue = true;
  }

  void requestTailProbe() {
    tailProbeDue = true;
  }

  boolean isFinSent() {
    return finSent;
  }

  /** The guest acknowledged something new: what was to make it speak is not needed any more. */
  void onProgress() {
    synDue = false;
    windowProbeDue = false;
    tailProbeDue = false;
  }

  /** The window opened. */
  void cancelWindowProbe() {
    windowProbeDue = false;
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
    tailProbeDue &= sender.isProbeAllowed();
    boolean done =
        emitLost(writer, now)
            && emitNew(writer, now)
            && emitFin(writer, now)
            && (!tailProbeDue || emitTailProbe(writer, now))
            && (!windowProbeDue || emitWindowProbe(writer, now));
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
    while (recovery.findNext()) {
      int from = recovery.flight.lostFrom();
      int length = resendable(from, recovery.flight.lostLength());
      if (length == 0) {
        return true;
      }
      if (!writeAgain(writer, from, length, now)) {
        return false;
      }
    }
    return true;
  }

  /** Returns how many of {@code lost} numbers at {@code from} may go out in one frame now. */
  private int resendable(int from, int lost) {
    int size = sender.segmentBytes();
    int allowed = sender.congestion.windowBytes() - sender.recovery.pipe();
    int usable = sender.una + sender.window.bytes() - from;
    int least = Math.min(size, lost);
    if (sender.recovery.isFirstDue()) {
      allowed = Math.max(allowed, size); // RFC 6675, 5, step 4.3
      usable = Math.max(usable, size);
    } else if (allowed < least || usable < (from == sender.una ? 1 : least)) {
      return 0; // RFC 9293, SHLD-16: what is beyond a window that shrank can wait
    }
    int most = Math.min(Math.min(allowed, usable), superSegmentBytes(size));
    return lost <= most ? lost : most < size ? most : most - most % size;
  }

  /** Sends {@code length} numbers from {@code from} again, FIN among them if it is their last. */
  private boolean writeAgain(SegmentWriter writer, int from, int length, long now) {
    int text = Math.min(length, sender.end() - from);
    int fitting = text == 0 ? 0 : sender.buffer.fitting(from - sender.una, text);
    boolean fin = fitting == text && length > text;
    int flags = TcpSegment.ACK | (fin ? TcpSegment.FIN : 0);
    flags |= text > 0 && from + fitting == sender.end() ? TcpSegment.PSH : 0;
    if (!writer.write(connection, flags, from, from - sender.una, fitting, now)) {
      return false;
    }
    sender.onSentAgain(from, from + (fin ? length : fitting), now);
    return true;
  }

  /** Sends a segment of new text, or the last one in flight once more (RFC 8985, 7.3). */
  private boolean emitTailProbe(SegmentWriter writer, long now) {
    int nxt = sender.nxt;
    int length = Math.min(sender.segmentBytes(), nxt - sender.una);
    if (length > 0 && !writeAgain(writer, nxt - length, length, now)) {
      return false;
    }
    tailProbeDue = false;
    sender.onTailProbeSent(true, now);
    return true;
  }

  // ---- what is new

  private boolean emitNew(SegmentWriter writer, long now) {
    int unsent = sender.end() - sender.nxt;
    if (unsent > 0) {
      sender.beforeSending(now);
    }
    while (unsent > 0) {
      int length = sendable(unsent);
      if (length == 0) {
        return true;
      }
      boolean last = length == unsent;
      boolean fin = last && sender.isFinQueued();
      if (!writeNew(writer, length, last, fin, now)) {
        return false;
      }
      finSent = fin;
      sender.onSent(fin ? length + 1 : length, now);
      unsent -= length;
      if (tailProbeDue) {
        tailProbeDue = false;
        sender.onTailProbeSent(false, now);
      }
    }
    return true;
  }

  private boolean writeNew(SegmentWriter writer, int length, boolean last, boolean fin, long now) {
    int nxt = sender.nxt;
    int flags = TcpSegment.ACK | (last ? TcpSegment.PSH : 0) | (fin ? TcpSegment.FIN : 0);
    sender.ecn.beginNew();
    boolean written =
        writer.write(connection, flags | sender.ecn.flags(), nxt, nxt - sender.una, length, now);
    sender.ecn.endNew();
    if (written) {
      sender.ecn.onSent();
    }
    return written;
  }

  /** Returns how much of {@code unsent} bytes may go out in one frame now (RFC 9293, 3.8.6.2.1). */
  private int sendable(int unsent) {
    int size = sender.segmentBytes();
    int usable = sender.una + sender.window.bytes() - sender.nxt;
    int uncongested = sender.congestion.windowBytes() - sender.recovery.pipe();
    int allowed = Math.min(usable, tailProbeDue ? Math.max(uncongested, size) : uncongested);
    int most = sender.ecn.mostBytes(size, superSegmentBytes(size));
    int length = Math.min(Math.min(unsent, allowed), most);
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
  private boolean emitWindowProbe(SegmentWriter writer, long now) {
    int una = sender.una;
    int most = Math.max(1, Math.min(sender.window.bytes(), sender.segmentBytes()));
    int text = sender.buffer.fitting(0, Math.min(most, sender.end() - una));
    int numbers = text > 0 ? text : Math.min(1, sender.nxt - una); // FIN alone is in flight
    if (numbers > 0) {
      sender.window.settleForLess();
      int flags = TcpSegment.ACK | (text == 0 ? TcpSegment.FIN : 0);
      if (!writer.write(connection, flags, una, 0, text, now)) {
        return false;
      }
      sender.onWindowProbeSent(numbers, now);
    }
    windowProbeDue = false;
    return true;
  }
}
