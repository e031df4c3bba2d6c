package org.slirp4j.portfwd.dns;

import io.netty.util.concurrent.Future;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.buffer.Buffer;

/**
 * A TCP connection of the container's to the DNS alias: any number of queries one after another,
 * answered as answers come, also after the container has ended its side (RFC 7766, 6.2.1 and 7).
 */
final class DnsStream implements TcpHandler, Asker, Runnable {
  /** Queries in flight from one connection; the rest waits in the stack's window. */
  static final int MAX_PIPELINED = 64;

  private final DnsRelay relay;
  private final TcpFlow flow;
  private final MessageFramer framer = new MessageFramer();
  private final ArrayDeque<byte[]> output = new ArrayDeque<>();
  private int outputAt;
  private int inFlight;
  private long lastMoveNanos;
  private boolean stuck;
  private boolean scheduled;
  private boolean inputEnded;
  private boolean outputEnded;
  private boolean over;
  private @Nullable Future<?> timer;

  DnsStream(DnsRelay relay, TcpFlow flow) {
    this.relay = relay;
    this.flow = flow;
    this.lastMoveNanos = relay.sockets.nowNanos();
  }

  /** Answers the SYN. */
  void open() {
    startTimer(idleMillis());
    flow.accept();
  }

  /** Cuts the connection. */
  void cut() {
    if (!over) {
      relay.counters.count(RelayCounter.DNS_STREAMS_CUT);
      flow.reset();
      finish();
      relay.sockets.requestEmit();
    }
  }

  // ---- from the container ----

  @Override
  public void onEstablished() {
    flush();
  }

  @Override
  public int onData(Buffer buffer, int at, int length) {
    int taken = 0;
    while (taken < length && !over && !outputEnded) {
      if (inFlight >= MAX_PIPELINED || !output.isEmpty()) {
        stuck = true;
        return taken;
      }
      taken += framer.take(buffer.memory(), at + taken, length - taken);
      if (framer.isWhole()) {
        onMessage(framer.message());
      }
    }
    return length;
  }

  private void onMessage(byte[] message) {
    lastMoveNanos = relay.sockets.nowNanos();
    if (message.length < DnsHeader.BYTES || DnsHeader.isResponse(message)) {
      relay.counters.count(RelayCounter.DNS_MALFORMED);
      cut();
      return;
    }
    inFlight++;
    relay.query(this, message);
  }

  @Override
  public void onEnd() {
    inputEnded = true;
    goOn();
  }

  @Override
  public void onSendRoom() {
    flush();
    goOn();
  }

  @Override
  public void onClosed(boolean reset) {
    finish();
  }

  /** Takes what the stack has kept, in a turn of its own. */
  @Override
  public void run() {
    scheduled = false;
    if (!over) {
      flow.resume();
      relay.sockets.requestEmit();
    }
  }

  // ---- to the container ----

  @Override
  public boolean byStream() {
    return true;
  }

  @Override
  public void onAnswer(byte[] message) {
    if (over || outputEnded) {
      return;
    }
    lastMoveNanos = relay.sockets.nowNanos();
    byte[] framed = MessageFramer.framed(message);
    output.add(framed);
    relay.onUnread(framed.length);
    flush();
    if (relay.isTooMuchUnread() && !output.isEmpty()) {
      cut();
    }
    relay.sockets.requestEmit();
  }

  @Override
  public void onOver() {
    inFlight--;
    goOn();
  }

  private void flush() {
    for (byte[] first = output.peek(); first != null && !over; first = output.peek()) {
      long room = flow.reserve();
      if (room == 0) {
        return;
      }
      int piece = Math.min(flow.reservedBytes(), first.length - outputAt);
      copy(first, outputAt, room, piece);
      flow.commit(piece);
      lastMoveNanos = relay.sockets.nowNanos();
      outputAt += piece;
      if (outputAt == first.length) {
        output.remove();
        outputAt = 0;
        relay.onUnread(-first.length);
      }
    }
  }

  @SuppressWarnings("restricted") // the stack says where the room lies and how much there is
  private static void copy(byte[] from, int at, long address, int length) {
    MemorySegment room = MemorySegment.ofAddress(address).reinterpret(length);
    MemorySegment.copy(from, at, room, ValueLayout.JAVA_BYTE, 0, length);
  }

  /** Does what an answer or room has made possible. */
  private void goOn() {
    if (over) {
      return;
    }
    if (stuck && !scheduled && inFlight < MAX_PIPELINED && output.isEmpty()) {
      stuck = false;
      scheduled = true;
      relay.sockets.loop().execute(this);
    } else if (inputEnded && inFlight == 0 && output.isEmpty()) {
      endOutput();
    }
  }

  private void endOutput() {
    if (!outputEnded) {
      outputEnded = true;
      flow.shutdownOutput();
    }
  }

  // ---- time ----

  private void onTimer() {
    long idle = TimeUnit.NANOSECONDS.toMillis(relay.sockets.nowNanos() - lastMoveNanos);
    if (idle < idleMillis()) {
      startTimer((int) (idleMillis() - idle));
    } else if (inFlight > 0) {
      startTimer(idleMillis()); // queries have an end of their own
    } else if (output.isEmpty() && !outputEnded) {
      endOutput();
      relay.sockets.requestEmit();
      startTimer(idleMillis());
    } else {
      cut();
    }
  }

  /**
   * How long nothing whole may come or leave before it is ended: as long as a query may take (RFC
   * 7766, 6.2.3: in the order of seconds).
   */
  private int idleMillis() {
    return relay.config.totalMillis();
  }

  private void startTimer(int millis) {
    timer = relay.sockets.loop().schedule(this::onTimer, millis, TimeUnit.MILLISECONDS);
  }

  private void finish() {
    if (over) {
      return;
    }
    over = true;
    if (timer != null) {
      timer.cancel(false);
    }
    for (byte[] unread : output) {
      relay.onUnread(-unread.length);
    }
    output.clear();
    relay.onOver(this);
  }
}
