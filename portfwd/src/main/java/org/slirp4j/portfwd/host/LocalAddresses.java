package org.slirp4j.portfwd.host;

import java.util.concurrent.TimeUnit;
import org.slirp4j.portfwd.policy.HostAddresses;
import org.slirp4j.tcpip.IpAddress;

/**
 * Asks the kernel whether an address is the host's own: a bind(2) to it succeeds only then,
 * whatever interface holds it. (With {@code net.ipv4.ip_nonlocal_bind} set it always does, and
 * every address counts as the host's: the cautious answer.) An IPv6 address that no interface
 * holds, but that a local route leads here, counts as foreign, other than in IPv4.
 *
 * <p>The last answer is kept for a while, because datagrams to one address come in runs.
 */
public final class LocalAddresses implements HostAddresses {
  /** How late a new address of the host may be noticed. */
  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final HostSockets sockets;
  private long lastHigh;
  private long lastLow;
  private long lastNanos;
  private boolean lastAnswer;
  private boolean asked;

  /** Makes an asker. */
  public LocalAddresses(HostSockets sockets) {
    this.sockets = sockets;
  }

  @Override
  public boolean holds(long high, long low) {
    long now = sockets.nowNanos();
    if (!asked || high != lastHigh || low != lastLow || now - lastNanos > KEPT_NANOS) {
      lastAnswer = ask(high, low);
      lastHigh = high;
      lastLow = low;
      lastNanos = now;
      asked = true;
    }
    return lastAnswer;
  }

  private boolean ask(long high, long low) {
    HostSocket probe = sockets.datagramTo(new HostAddress(new IpAddress(high, low), 0, 0));
    if (probe == null) {
      return true;
    }
    boolean held = sockets.bind(probe, high, low) == 0;
    probe.close();
    return held;
  }
}
