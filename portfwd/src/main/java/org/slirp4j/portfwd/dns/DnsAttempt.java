package org.slirp4j.portfwd.dns;

import org.slirp4j.portfwd.report.RelayCounter;

/** What one name server is asked and says about one query. */
abstract class DnsAttempt {
  final DnsRelay relay;
  final DnsQuery query;
  final NameServer server;
  private boolean asked;
  private boolean answered;
  private boolean failed;

  DnsAttempt(DnsRelay relay, DnsQuery query, NameServer server) {
    this.relay = relay;
    this.query = query;
    this.server = server;
  }

  /** Tells whether no answer is to be hoped for. */
  final boolean hasFailed() {
    return failed;
  }

  /** Sends the query, perhaps again; false if there is no way to the server. */
  final boolean ask() {
    asked = true;
    server.onAsked(relay.sockets.nowNanos());
    if (!failed && !send()) {
      failed = true;
      if (!relay.sockets.isReserveTaken()) { // else it is not the server's fault
        server.onSilence(relay.sockets.nowNanos());
      }
    }
    return !failed;
  }

  /** Sends the query; false if there is no way to the server. */
  abstract boolean send();

  /** Waits for no answer any more. */
  abstract void close();

  /** Takes a message of the server's that carries the ID of this attempt. */
  final void onMessage(byte[] answer) {
    if (failed || !query.request().isAnsweredBy(answer)) {
      relay.counters.count(RelayCounter.DNS_MALFORMED);
      return;
    }
    answered = true;
    server.onAnswer();
    DnsHeader.setId(answer, query.request().id());
    int code = DnsHeader.code(answer);
    if (code == DnsHeader.SERVFAIL || code == DnsHeader.REFUSED) {
      failed = true;
      query.onBadAnswer(this, answer);
    } else {
      query.onAnswer(this, answer);
    }
  }

  /** The server was asked and has said nothing for long enough. */
  void onSilence() {
    if (asked && !answered && !failed) {
      server.onSilence(relay.sockets.nowNanos());
    }
  }

  /** The server cannot be reached. */
  final void onUnreachable() {
    if (!failed) {
      outOfReach();
      query.onFailure(this);
    }
  }

  private void outOfReach() {
    failed = true;
    server.onSilence(relay.sockets.nowNanos());
  }
}
