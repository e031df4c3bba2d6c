package org.slirp4j.portfwd.api;

import io.netty.util.concurrent.Future;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.ReadyHandler;
import org.slirp4j.portfwd.report.RelayCounter;

/**
 * One client's connection: a request, its reply, the end.
 *
 * <pre>
 *   reading ──request complete, or never to be──▶ replying ──▶ draining ──▶ closed
 *      └──────silent for too long, or gone───────────────────────────────────▲
 * </pre>
 */
final class ApiClient implements ReadyHandler, Runnable {
  /** A request of this many bytes is too large. */
  static final int MAX_REQUEST_BYTES = 4_096;

  /** Bytes read in one system call. */
  static final int READ_BYTES = MAX_REQUEST_BYTES;

  /** How long a client may take over its request and its reply. */
  private static final long TOTAL_MILLIS = 10_000;

  /** How long it may pause within a request: clients write theirs at once. */
  private static final long PAUSE_MILLIS = 2_000;

  /**
   * What is read and thrown away of a client that sends on after its reply, lest closing cut it off
   * before it has read that.
   */
  private static final int MAX_DRAINED_BYTES = 1 << 20;

  private static final int READS_PER_TURN = 16;

  private enum State {
    READING,
    REPLYING,
    DRAINING,
    CLOSED
  }

  private final ApiServer server;
  private final HostSocket socket;
  private final Runnable onTimeOut = this::timeOut;
  private State state = State.READING;
  private byte[] request = new byte[0];
  private byte[] reply = new byte[0];
  private int sent;
  private int drained;
  private boolean inputEnded;
  private boolean scheduled;
  private long deadlineNanos;
  private @Nullable Future<?> timer;

  ApiClient(ApiServer server, HostSocket socket) {
    this.server = server;
    this.socket = socket;
  }

  /** Starts; a request that is there already is answered before this returns. */
  void open() {
    deadlineNanos = server.sockets().nowNanos() + TimeUnit.MILLISECONDS.toNanos(TOTAL_MILLIS);
    setTimer(TOTAL_MILLIS);
    if (socket.watch(this)) {
      run();
    } else {
      close();
    }
  }

  /** Lets go of the client; harmless when that is done. */
  void close() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      stopTimer();
      socket.close();
      server.onGone(this);
    }
  }

  @Override
  public void onReady(int events) {
    run();
  }

  /** Goes on, wherever it stopped. */
  @Override
  public void run() {
    scheduled = false;
    if (state == State.REPLYING) {
      send();
    }
    int reads = 0;
    while (state == State.READING || state == State.DRAINING) {
      if (reads++ == READS_PER_TURN) {
        schedule();
        return;
      }
      int received = inputEnded ? HostSocket.END : receive();
      if (received == 0) {
        return;
      }
      if (received == HostSocket.FAILED) {
        close();
      } else if (state == State.DRAINING) {
        drain(received);
      } else {
        read(received);
      }
    }
  }

  private int receive() {
    return socket.receive(server.room().address(), READ_BYTES);
  }

  private void read(int received) {
    if (received == HostSocket.END) {
      inputEnded = true;
      reply(server.requests().answer(request));
      return;
    }
    int length = request.length + received;
    if (length >= MAX_REQUEST_BYTES) {
      reply(Replies.error("too large message"));
      return;
    }
    int begin = request.length;
    request = Arrays.copyOf(request, length);
    MemorySegment.copy(server.room(), ValueLayout.JAVA_BYTE, 0, request, begin, received);
    String answer = mayBeWhole(begin) ? server.requests().answerIfWhole(request) : null;
    if (answer != null) {
      reply(answer);
    } else {
      setTimer(PAUSE_MILLIS);
    }
  }

  /** Tells whether it is worth looking: one that comes byte by byte is not parsed every time. */
  private boolean mayBeWhole(int begin) {
    for (int at = begin; at < request.length; at++) {
      if (request[at] == '}' || request[at] == ']') {
        return true;
      }
    }
    return begin == 0;
  }

  private void reply(String text) {
    server.counters().count(RelayCounter.API_REQUESTS);
    reply = text.getBytes(StandardCharsets.UTF_8);
    state = State.REPLYING;
    send();
  }

  private void send() {
    try (Arena arena = Arena.ofConfined()) {
      int left = reply.length - sent;
      MemorySegment rest = arena.allocate(left);
      MemorySegment.copy(reply, sent, rest, ValueLayout.JAVA_BYTE, 0, left);
      int taken = socket.send(rest.address(), left);
      if (taken == HostSocket.FAILED) {
        close();
        return;
      }
      sent += taken;
    }
    if (sent < reply.length) {
      return; // goes on when there is room again
    }
    // Closing with bytes unread would make the client's next call fail, not only its last.
    state = State.DRAINING;
    if (!socket.shutdownOutput()) {
      close();
    } else if (!inputEnded && request.length < MAX_REQUEST_BYTES && !hasMore()) {
      close();
    }
  }

  private boolean hasMore() {
    int received = receive();
    drained += Math.max(received, 0);
    return received > 0;
  }

  private void drain(int received) {
    drained += Math.max(received, 0);
    if (received == HostSocket.END || drained > MAX_DRAINED_BYTES) {
      close();
    }
  }

  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      server.sockets().loop().execute(this);
    }
  }

  private void setTimer(long millis) {
    stopTimer();
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - server.sockets().nowNanos());
    timer =
        server
            .sockets()
            .loop()
            .schedule(onTimeOut, Math.clamp(left, 0, millis), TimeUnit.MILLISECONDS);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void timeOut() {
    timer = null;
    boolean isHalfSaid = state == State.READING && request.length > 0;
    if (state != State.DRAINING) {
      server.counters().count(RelayCounter.API_CLIENTS_DROPPED);
    }
    if (isHalfSaid) {
      reply(server.requests().answer(request));
    }
    close();
  }
}
