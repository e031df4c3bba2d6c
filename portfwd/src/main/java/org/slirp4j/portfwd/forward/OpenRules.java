package org.slirp4j.portfwd.forward;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slirp4j.portfwd.forward.ForwardException.Kind;
import org.slirp4j.portfwd.report.TrafficCounters;
import org.slirp4j.tcpip.FlowInfo;

/** The rules of one direction that are there, each with its sockets; none is in another's way. */
final class OpenRules {
  private record Open(Forwards.Entry entry, List<Forward> forwards) {}

  private final String kind;
  private final int maxSockets;
  private final int maxPortsPerRule;
  private final Map<Integer, Open> open = new TreeMap<>();

  /** Closed ones whose clients are still there. */
  private final List<Forward> left = new ArrayList<>();

  private int sockets;
  private int lastId;

  /**
   * Makes an empty set.
   *
   * @param kind what a rule of it is called in messages
   * @param maxSockets bound on the sockets of all rules
   * @param maxPortsPerRule bound on the ports of one
   */
  OpenRules(String kind, int maxSockets, int maxPortsPerRule) {
    this.kind = kind;
    this.maxSockets = maxSockets;
    this.maxPortsPerRule = maxPortsPerRule;
  }

  /** Refuses a rule that is over a bound or in the way of another one. */
  void check(ForwardRule rule) throws ForwardException {
    int ports = 1;
    int wanted = 1;
    if (rule.listen() instanceof Place.Inet from) {
      ports = from.ports().count();
      wanted = from.address() == null ? 2 * ports : ports;
    }
    if (ports > maxPortsPerRule) {
      throw new ForwardException(
          Kind.INVALID,
          rule + ": a " + kind + " has at most " + maxPortsPerRule + " ports, not " + ports);
    }
    if (sockets + wanted > maxSockets) {
      throw new ForwardException(
          Kind.UNAVAILABLE, "there are " + sockets + " " + kind + "s already; remove some");
    }
    for (Open each : open.values()) {
      if (each.entry().rule().overlaps(rule)) {
        throw Failures.overlap(rule, each.entry().rule(), kind + " " + each.entry().id());
      }
    }
  }

  /** Adds a rule whose sockets are open. */
  Forwards.Entry add(
      ForwardRule rule, String source, TrafficCounters traffic, List<Forward> forwards) {
    Forwards.Entry entry = new Forwards.Entry(++lastId, rule, source, traffic);
    open.put(lastId, new Open(entry, forwards));
    sockets += forwards.size();
    return entry;
  }

  /** Closes a rule's sockets, and cuts its clients if asked; false when there is no such rule. */
  boolean remove(int id, boolean cutClients) {
    Open removed = open.remove(id);
    if (removed == null) {
      return false;
    }
    sockets -= removed.forwards().size();
    for (Forward each : removed.forwards()) {
      each.close();
      if (cutClients) {
        each.cutAll();
      }
    }
    left.addAll(removed.forwards());
    forget();
    return true;
  }

  /** Returns all rules, in the order in which they were added. */
  List<Forwards.Entry> entries() {
    List<Forwards.Entry> entries = new ArrayList<>(open.size());
    for (Open each : open.values()) {
      entries.add(each.entry());
    }
    return entries;
  }

  /** Hands out what there is to tell of clients whose bytes do not pass the stack. */
  void listFlows(long now, Consumer<FlowInfo> to) {
    for (Open each : open.values()) {
      for (Forward forward : each.forwards()) {
        forward.listFlows(now, to);
      }
    }
    forget();
    for (Forward forward : left) {
      forward.listFlows(now, to);
    }
  }

  private void forget() {
    left.removeIf(forward -> !forward.hasFlows());
  }

  /** Closes all sockets; connections that came by them stay. */
  void close() {
    for (Open each : open.values()) {
      for (Forward forward : each.forwards()) {
        forward.close();
      }
    }
    open.clear();
    sockets = 0;
  }
}
