package org.slirp4j.portfwd.dns;

import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.report.RelayCounter;

/** One query of the container on its way through the name servers. */
final class DnsQuery {
  /** A lost datagram is worth one repetition; the container's resolver repeats as well. */
  private static final int MAX_ROUNDS = 2;

  /**
   * How long a server in doubt may be silent before the next one is asked as well: a way around the
   * world is 300 ms, one to the usual resolver 20.
   */
  private static final int DOUBTED_MILLIS = 100;

  private final DnsRelay relay;
  private final Asker asker;
  private final Request request;
  private final int generation;
  private final DnsAttempt[] attempts;

  private long startedNanos;
  private int asked;
  private boolean over;
  private boolean partlyAnswered;
  private byte @Nullable [] badAnswer;
  private @Nullable Future<?> nextTimer;
  private @Nullable Future<?> endTimer;

  DnsQuery(DnsRelay relay, Asker asker, Request request, int generation) {
    this.relay = relay;
    this.asker = asker;
    this.request = request;
    this.generation = generation;
    List<NameServer> servers = relay.servers.inOrder(asker.byStream());
    this.attempts = new DnsAttempt[servers.size()];
    for (int i = 0; i < attempts.length; i++) {
      NameServer server = servers.get(i);
      attempts[i] =
          asker.byStream()
              ? new StreamAttempt(relay, this, server)
              : new DatagramAttempt(relay, this, server);
    }
  }

  Asker asker() {
    return asker;
  }

  Request request() {
    return request;
  }

  /** Returns {@link NameServers#generation} of when it was asked. */
  int generation() {
    return generation;
  }

  void start() {
    startedNanos = relay.sockets.nowNanos();
    endTimer = timer(this::giveUp, relay.config.totalMillis());
    askNext();
  }

  /** Ends without an answer. */
  void drop() {
    if (over) {
      return;
    }
    over = true;
    stop(nextTimer);
    stop(endTimer);
    for (DnsAttempt attempt : attempts) {
      attempt.close();
    }
    relay.onOver(this);
    asker.onOver();
  }

  /** A server answered well; the message is this query's answer. */
  void onAnswer(DnsAttempt attempt, byte[] answer) {
    relay.counters.count(RelayCounter.DNS_ANSWERS);
    if (!partlyAnswered) {
      relay.counters.lookups().record(relay.sockets.nowNanos() - startedNanos);
    }
    if (request.isTransfer() && asker.byStream()) {
      goOn(attempt);
      asker.onAnswer(answer);
    } else {
      relay.keep(this, answer);
      asker.onAnswer(answer);
      drop();
    }
  }

  /** A server answered that it cannot or does not want to; the message is this query's answer. */
  void onBadAnswer(DnsAttempt attempt, byte[] answer) {
    badAnswer = answer;
    onFailure(attempt);
  }

  /** A server will not answer. */
  void onFailure(DnsAttempt attempt) {
    relay.counters.count(RelayCounter.DNS_FAIL_OVERS);
    if (partlyAnswered) {
      drop();
    } else if (allFailed()) {
      giveUp();
    } else if (asked > 0 && attempt.equals(attempts[(asked - 1) % attempts.length])) {
      askNext();
    }
  }

  /** Ends with the answer that nobody could answer. */
  void giveUp() {
    if (over) {
      return;
    }
    if (!partlyAnswered) {
      relay.counters.count(RelayCounter.DNS_FAILURES);
      relay.counters.count(RelayCounter.DNS_ANSWERS);
      asker.onAnswer(badAnswer != null ? badAnswer : request.answer(DnsHeader.SERVFAIL));
    }
    drop();
  }

  private void onSilence() {
    relay.counters.count(RelayCounter.DNS_FAIL_OVERS);
    attempts[(asked - 1) % attempts.length].onSilence();
    askNext();
  }

  /** Asks the next server that has not failed; when all were asked twice, only waits. */
  private void askNext() {
    stop(nextTimer);
    nextTimer = null;
    while (!over && asked < attempts.length * MAX_ROUNDS) {
      DnsAttempt attempt = attempts[asked % attempts.length];
      asked++;
      boolean isLastOfRound = asked % attempts.length == 0;
      boolean isDoubted = attempt.server.isDoubted() && !isLastOfRound;
      if (!attempt.hasFailed() && attempt.ask()) {
        int patience = relay.config.attemptMillis();
        int millis = isDoubted ? Math.min(DOUBTED_MILLIS, patience) : patience;
        nextTimer = timer(this::onSilence, millis);
        return;
      }
    }
    if (!over && allFailed()) {
      giveUp();
    }
  }

  /** A zone comes in pieces, all from one server. */
  private void goOn(DnsAttempt from) {
    partlyAnswered = true;
    for (DnsAttempt attempt : attempts) {
      if (!attempt.equals(from)) {
        attempt.close();
      }
    }
    stop(nextTimer);
    stop(endTimer);
    endTimer = timer(this::giveUp, relay.config.totalMillis());
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
