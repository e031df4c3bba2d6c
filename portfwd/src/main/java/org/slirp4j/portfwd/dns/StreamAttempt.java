package org.slirp4j.portfwd.dns;

import org.jspecify.annotations.Nullable;

/** A question by TCP, on a connection that others share (RFC 7766, 6.2.1). */
final class StreamAttempt extends DnsAttempt {
  private @Nullable ServerStream stream;
  private int id;
  private boolean repeated;

  StreamAttempt(DnsRelay relay, DnsQuery query, NameServer server) {
    super(relay, query, server);
  }

  @Override
  boolean send() {
    if (stream != null) {
      return true; // what TCP has taken it repeats itself
    }
    ServerStream to = relay.streamTo(server.address());
    if (to == null) {
      return false;
    }
    stream = to;
    id = to.send(this, query.request().message());
    return true;
  }

  @Override
  void close() {
    if (stream != null) {
      stream.forget(id);
      stream = null;
    }
  }

  @Override
  void onSilence() {
    super.onSilence();
    if (stream != null) {
      stream.onSilence();
    }
  }

  /**
   * The connection is over.
   *
   * @param served whether it had been of use before: then the server may only have found it idle
   *     for too long, and is asked once more (RFC 7766, 6.2.4)
   */
  void onStreamEnd(boolean served) {
    stream = null;
    if (hasFailed()) {
      return;
    }
    if (served && !repeated) {
      repeated = true;
      if (send()) {
        return;
      }
    }
    onUnreachable();
  }
}
