package org.slirp4j.runtime.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.Place;
import org.slirp4j.portfwd.forward.RuleText;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.tcpip.IpAddress;

/**
 * One port of a rule, for APIs that know neither ranges nor unix sockets.
 *
 * @param rule the rule that it belongs to
 * @param listenAddress the host's address, empty for all of them
 * @param listenPort the host's port
 * @param targetAddress the container's address, empty for the one that it was given
 * @param targetPort the container's port
 */
record SinglePort(
    RuleInfo rule, String listenAddress, int listenPort, String targetAddress, int targetPort) {
  /** Most ports that are listed; a rule may have 65,535. */
  static final int MAX_LISTED = 4096;

  /** Returns the ports of the rules that work at the moment and lead into the container. */
  static List<SinglePort> of(List<RuleInfo> rules) {
    List<SinglePort> ports = new ArrayList<>();
    for (RuleInfo rule : rules) {
      Place.Inet listen = inet(rule.rule().listen());
      Place.Inet target = inet(rule.rule().target());
      if (rule.active() && !rule.rule().reverse() && listen != null && target != null) {
        add(ports, rule, listen, target);
      }
    }
    return ports;
  }

  private static void add(
      List<SinglePort> ports, RuleInfo rule, Place.Inet listen, Place.Inet target) {
    int count = Math.min(listen.ports().count(), MAX_LISTED - ports.size());
    for (int i = 0; i < count; i++) {
      ports.add(
          new SinglePort(
              rule,
              text(listen.address()),
              listen.ports().first() + i,
              text(target.address()),
              target.ports().first() + i));
    }
  }

  private static Place.@Nullable Inet inet(String text) {
    try {
      return RuleText.place(text) instanceof Place.Inet inet ? inet : null;
    } catch (ForwardException e) {
      return null; // an interface with a name that has become strange: not for these APIs
    }
  }

  private static String text(@Nullable IpAddress address) {
    return address == null ? "" : AddressText.of(address);
  }

  /** Returns an address and a port as Go has them: {@code [::1]:80}, {@code :80}. */
  static String joined(String address, int port) {
    return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + port;
  }
}
