package org.slirp4j.portfwd.dns;

import java.util.concurrent.TimeUnit;
import org.slirp4j.portfwd.host.HostAddress;

/** A name server of the host's and whether it can be hoped for, by one transport. */
final class NameServer {
  /** How long one that was silent or out of reach is asked after all others. */
  static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final HostAddress address;
  private boolean doubted;
  private long doubtedSinceNanos;

  NameServer(HostAddress address) {
    this.address = address;
  }

  HostAddress address() {
    return address;
  }

  /** Tells whether it failed to answer last time, however long ago. */
  boolean isDoubted() {
    return doubted;
  }

  /** Tells whether it is to be asked after others. */
  boolean isLast(long nowNanos) {
    return doubted && nowNanos - doubtedSinceNanos < DOUBT_NANOS;
  }

  /** Returns since when it is doubted, if it is. */
  long doubtedSinceNanos() {
    return doubtedSinceNanos;
  }

  /** It is asked: one query in a while is enough to find out whether it is back. */
  void onAsked(long nowNanos) {
    if (doubted) {
      doubtedSinceNanos = nowNanos;
    }
  }

  void onAnswer() {
    doubted = false;
  }

  void onSilence(long nowNanos) {
    doubted = true;
    doubtedSinceNanos = nowNanos;
  }
}
