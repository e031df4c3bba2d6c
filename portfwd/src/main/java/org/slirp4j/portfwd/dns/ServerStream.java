package org.slirp4j.portfwd.dns;

import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.ReadyHandler;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tapdev.libc.Errno;

/**
 * A TCP connection to a name server, for all queries that are to go there: they follow one another
 * without waiting, and answers come in any order (RFC 7766, 6.2.1 and 7).
 */
final class ServerStream implements ReadyHandler, Runnable {
  /** How long it is kept for the next query (RFC 7766, 6.2.3: in the order of seconds). */
  private static final int IDLE_MILLIS = 3_000;

  /** Where a message's ID is behind its length. */
  private static final int ID_AT = 2;

  private static final int READ_BUDGET_BYTES = 256 << 10;

  private final DnsRelay relay;
  private final HostAddress server;
  private final HostSocket socket;
  private final Map<Integer, StreamAttempt> waiting = new HashMap<>();
  private final ArrayDeque<byte[]> output = new ArrayDeque<>();
  private final MessageFramer framer = new MessageFramer();
  private int outputAt;
  private boolean connected;
  private boolean hungUp;
  private boolean closed;
  private boolean served;
  private @Nullable Future<?> idleTimer;
  private int sent;

  private ServerStream(DnsRelay relay, HostAddress server, HostSocket socket) {
    this.relay = relay;
    this.server = server;
    this.socket = socket;
  }

  /** Starts to connect; null when there is no way. */
  static @Nullable ServerStream open(DnsRelay relay, HostAddress server) {
    HostSocket socket = relay.sockets.streamToServer(server);
    if (socket == null) {
      return null;
    }
    int errno = relay.sockets.connect(socket, server);
    ServerStream made = new ServerStream(relay, server, socket);
    made.connected = errno == 0;
    if (errno != 0 && errno != Errno.EINPROGRESS) {
      socket.close();
      return null;
    }
    return socket.watch(made) ? made : null;
  }

  HostAddress server() {
    return server;
  }

  /** Asks; what comes is the attempt's. Returns the ID of the question. */
  int send(StreamAttempt attempt, byte[] message) {
    int id = relay.ids.next();
    while (waiting.containsKey(id)) {
      id = id + 1 & 0xffff; // far fewer are waiting than there are
    }
    waiting.put(id, attempt);
    byte[] framed = MessageFramer.framed(message);
    Octets.put16(framed, framed.length - message.length, id);
    output.add(framed);
    sent++;
    if (connected && !flush()) {
      relay.sockets.loop().execute(this); // whoever asks is not told before it has asked
    }
    return id;
  }

  /** Waits for an answer no more, and asks no more if it has not begun to. */
  void forget(int id) {
    waiting.remove(id);
    boolean begun = outputAt > 0;
    for (Iterator<byte[]> each = output.iterator(); each.hasNext(); begun = false) {
      boolean asks = Octets.get16(each.next(), ID_AT) == id;
      if (asks && !begun) {
        each.remove();
      }
    }
    if (waiting.isEmpty() && !closed) {
      whenIdle();
    }
  }

  /** A question stays without answer: nobody else is to trust this connection. */
  void onSilence() {
    relay.onStreamOver(this);
  }

  /** Closes it; whoever waits is not told. */
  void close() {
    closed = true;
    waiting.clear();
    if (idleTimer != null) {
      idleTimer.cancel(false);
      idleTimer = null;
    }
    socket.close();
    relay.onStreamOver(this);
  }

  @Override
  public void onReady(int events) {
    if (!connected) {
      int errno = relay.sockets.askConnected(socket, server);
      if (errno == Errno.EALREADY || errno == Errno.EINPROGRESS) {
        return;
      }
      connected = errno == 0 || errno == Errno.EISCONN;
    }
    hungUp |= (events & (HANG_UP | ERROR)) != 0;
    if (!connected || !flush() || !receive()) {
      fail();
    }
  }

  /** The rest of a turn's reading, or a failure that was met while somebody asked. */
  @Override
  public void run() {
    if (!closed && (!flush() || !receive())) {
      fail();
    }
    relay.sockets.requestEmit();
  }

  private void whenIdle() {
    if (idleTimer != null) {
      return;
    }
    int sentBefore = sent;
    idleTimer =
        relay
            .sockets
            .loop()
            .schedule(() -> onIdleTimer(sentBefore), IDLE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void onIdleTimer(int sentBefore) {
    idleTimer = null;
    if (closed || !waiting.isEmpty()) {
      return;
    }
    if (sent == sentBefore) {
      close();
    } else {
      whenIdle();
    }
  }

  private boolean flush() {
    for (byte[] first = output.peek(); first != null; first = output.peek()) {
      int left = first.length - outputAt;
      int taken = socket.send(relay.scratch.of(first, outputAt, left), left);
      if (taken == HostSocket.FAILED) {
        return false;
      }
      outputAt += taken;
      if (taken < left) {
        return true;
      }
      output.remove();
      outputAt = 0;
    }
    return true;
  }

  /** Reads what there is, and a bounded part of it in a turn; false at the end of the stream. */
  private boolean receive() {
    int total = 0;
    while (!closed) {
      if (total >= READ_BUDGET_BYTES) {
        relay.sockets.loop().execute(this);
        return true;
      }
      int received = socket.receive(relay.inbox.memory().address(), Scratch.BYTES);
      if (received < 0 || !take(received)) {
        return false;
      }
      if (received == 0 || (received < Scratch.BYTES && !hungUp)) {
        return true;
      }
      total += received;
    }
    return true;
  }

  private boolean take(int received) {
    int taken = 0;
    while (taken < received && !closed) {
      taken += framer.take(relay.inbox.memory(), taken, received - taken);
      if (framer.isWhole() && !dispatch(framer.message())) {
        return false;
      }
    }
    return true;
  }

  private boolean dispatch(byte[] message) {
    if (message.length < DnsHeader.BYTES) {
      relay.counters.count(RelayCounter.DNS_MALFORMED);
      return false;
    }
    StreamAttempt attempt = waiting.get(DnsHeader.id(message));
    if (attempt == null) {
      relay.counters.count(RelayCounter.DNS_MALFORMED);
    } else {
      served = true;
      attempt.onMessage(message);
    }
    return true;
  }

  private void fail() {
    if (closed) {
      return;
    }
    List<StreamAttempt> left = List.copyOf(waiting.values());
    close();
    for (StreamAttempt attempt : left) {
      attempt.onStreamEnd(served);
    }
  }
}
