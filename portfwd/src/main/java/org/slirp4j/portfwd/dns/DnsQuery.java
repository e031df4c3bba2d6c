package org.slirp4j.portfwd.dns;

import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffer;

/** One query of the container on its way through the name servers. */
final class DnsQuery {
  /** A lost datagram is worth one repetition; the container's resolver repeats as well. */
  private static final int MAX_ROUNDS = 2;

  private final DnsRelay relay;
  private final UdpFlow flow;
  private final Buffer message;
  private final int length;
  private final int id;
  private final DnsAttempt[] attempts;

  private int asked;
  private boolean over;
  private @Nullable Buffer badAnswer;
  private int badLength;
  private @Nullable Future<?> nextTimer;
  private @Nullable Future<?> endTimer;

  /** Takes over {@code message}, which has the query at {@link DatagramReader#AT}. */
  DnsQuery(DnsRelay relay, UdpFlow flow, Buffer message, int length) {
    this.relay = relay;
    this.flow = flow;
    this.message = message;
    this.length = length;
    this.id = DnsHeader.id(message.memory(), DatagramReader.AT);
    HostAddress[] servers = relay.servers.inOrder();
    this.attempts = new DnsAttempt[servers.length];
    for (int i = 0; i < servers.length; i++) {
      attempts[i] = new DnsAttempt(this, relay, servers[i]);
    }
  }

  UdpFlow flow() {
    return flow;
  }

  int id() {
    return id;
  }

  void start() {
    endTimer = timer(this::giveUp, relay.config.totalMillis());
    askNext();
  }

  /** Ends without an answer. */
  void drop() {
    if (over) {
      return;
    }
    over = true;
    relay.onOver(this);
    stop(nextTimer);
    stop(endTimer);
    for (DnsAttempt attempt : attempts) {
      attempt.close();
    }
    message.release();
    if (badAnswer != null) {
      badAnswer.release();
      badAnswer = null;
    }
  }

  /** A server answered well; {@code answer} is this query's. */
  void onAnswer(HostAddress server, Buffer answer, int answerLength) {
    relay.servers.onAnswer(server);
    drop();
    relay.answer(flow, answer, answerLength);
  }

  /** A server answered that it cannot or does not want to; {@code answer} is this query's. */
  void onBadAnswer(DnsAttempt attempt, Buffer answer, int answerLength) {
    if (badAnswer != null) {
      badAnswer.release();
    }
    badAnswer = answer;
    badLength = answerLength;
    onFailure(attempt);
  }

  /** A server will not answer. */
  void onFailure(DnsAttempt attempt) {
    relay.counters.count(RelayCounter.DNS_FAIL_OVERS);
    if (allFailed()) {
      giveUp();
    } else if (attempt == attempts[(asked - 1) % attempts.length]) {
      askNext();
    }
  }

  private void onSilence() {
    relay.counters.count(RelayCounter.DNS_FAIL_OVERS);
    askNext();
  }

  /** Asks the next server that has not failed; when all were asked twice, only waits. */
  private void askNext() {
    stop(nextTimer);
    nextTimer = null;
    while (!over && asked < attempts.length * MAX_ROUNDS) {
      DnsAttempt attempt = attempts[asked % attempts.length];
      asked++;
      if (!attempt.hasFailed() && attempt.ask(message.address() + DatagramReader.AT, length)) {
        nextTimer = timer(this::onSilence, relay.config.attemptMillis());
        return;
      }
    }
    if (!over && allFailed()) {
      giveUp();
    }
  }

  private void giveUp() {
    if (over) {
      return;
    }
    relay.counters.count(RelayCounter.DNS_FAILURES);
    Buffer answer = badAnswer;
    int answerLength = badLength;
    if (answer == null) {
      DnsHeader.makeServerFailure(message.memory(), DatagramReader.AT);
      answer = message;
      answerLength = length;
    }
    answer.retain();
    drop();
    relay.answer(flow, answer, answerLength);
  }

  private boolean allFailed() {
    for (DnsAttempt attempt : attempts) {
      if (!attempt.hasFailed()) {
        return false;
      }
    }
    return true;
  }

  private Future<?> timer(Runnable action, int millis) {
    return relay.sockets.loop().schedule(action, millis, TimeUnit.MILLISECONDS);
  }

  private static void stop(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
