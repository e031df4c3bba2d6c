package org.slirp4j.portfwd.auto;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slirp4j.portfwd.auto.Service.Published;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.ForwardException.Kind;
import org.slirp4j.portfwd.forward.ForwardRule;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.portfwd.forward.Protocol;
import org.slirp4j.tcpip.IpAddress;

/** Opens and closes the host's ports of services, at a bounded rate. */
final class Publisher {
  /** A port that could not be had is tried again after this, then after twice that, and so on. */
  private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Up to half a minute. */
  private static final int MAX_DOUBLINGS = 5;

  /** Ports opened at once: some 30 µs of system calls each. */
  private static final int MAX_TOKENS = 2 * Services.MAX_SERVICES;

  /** Ports opened per second from then on, however fast the container opens and closes its own. */
  private static final int TOKENS_PER_SECOND = 100;

  private static final long NANOS_PER_TOKEN = TimeUnit.SECONDS.toNanos(1) / TOKENS_PER_SECOND;

  private final Forwards forwards;
  private final AutoFilter filter;
  private final List<IpAddress> addresses;
  private final AutoForwards.Listener listener;
  private int tokens = MAX_TOKENS;
  private long countedNanos;

  Publisher(Forwards forwards, AutoFilter filter, AutoForwards.Listener listener, long nowNanos) {
    this.forwards = forwards;
    this.filter = filter;
    this.addresses = filter.addresses();
    this.listener = listener;
    this.countedNanos = nowNanos;
  }

  /** Adds up what may be opened. To be called before a round of {@link #publish}. */
  void refill(long now) {
    long earned = (now - countedNanos) / NANOS_PER_TOKEN;
    countedNanos += earned * NANOS_PER_TOKEN;
    tokens = (int) Math.min(MAX_TOKENS, tokens + earned);
  }

  /** Opens what is not open of a service, as far as that may be done now. */
  void publish(Service service, long now) {
    for (int i = 0; i < service.published.length; i++) {
      Published each = service.published[i];
      boolean due = each.tries == 0 || now - each.nextNanos >= 0;
      if (each.id == 0 && due && tokens > 0) {
        tokens--;
        open(service, i, now);
      }
    }
  }

  /** Closes the ports of a service. Connections that came by them stay. */
  void withdraw(Service service) {
    for (int i = 0; i < service.published.length; i++) {
      Published each = service.published[i];
      if (each.id != 0) {
        AutoRule rule = rule(service, i);
        forwards.remove(each.id, false);
        each.id = 0;
        listener.onRemoved(rule);
      }
      each.problem = null;
      each.tries = 0;
    }
  }

  /** Returns what became of a service at the filter's address of that index. */
  AutoRule rule(Service service, int index) {
    Published published = service.published[index];
    return new AutoRule(published.id, wanted(service, index), published.problem);
  }

  /** Tells whether there is anything to tell of it. */
  static boolean isKnown(Published published) {
    return published.id != 0 || published.problem != null;
  }

  private void open(Service service, int index, long now) {
    Published published = service.published[index];
    try {
      published.id = forwards.add(wanted(service, index), AutoForwards.SOURCE).id();
      published.problem = null;
      published.tries = 0;
    } catch (ForwardException e) {
      published.nextNanos = now + (FIRST_RETRY_NANOS << Math.min(published.tries, MAX_DOUBLINGS));
      published.tries++;
      if (isMissingFamily(index, e) || published.problem != null) {
        return;
      }
      published.problem = e.getMessage();
      listener.onProblem(rule(service, index));
      return;
    }
    listener.onAdded(rule(service, index));
  }

  /** A host without IPv6 has no ::1, which nobody has asked for. */
  private boolean isMissingFamily(int index, ForwardException e) {
    return filter.isLoopback() && e.kind() == Kind.UNAVAILABLE && !addresses.get(index).isV4();
  }

  private ForwardRule wanted(Service service, int index) {
    IpAddress host = addresses.get(index);
    Protocol protocol = service.isUdp ? Protocol.UDP : Protocol.TCP;
    return ForwardRule.of(protocol, host, service.port, service.target(host), service.port);
  }
}
