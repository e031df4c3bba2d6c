package org.slirp4j.portfwd.forward;

import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.tcpip.IpAddress;

/**
 * What of the host leads where in the container. Its texts are {@link RuleText}'s.
 *
 * @param protocol TCP or UDP; unix sockets are streams, as TCP is
 * @param listen where clients come, on the host
 * @param target where they are led, in the container: as many ports, in the same order
 * @param source whether the client's address or speed is preferred
 */
public record ForwardRule(Protocol protocol, Place listen, Place target, SourceAddress source) {
  /** Checks that the two places fit each other, with a message for people. */
  public ForwardRule {
    if (protocol == Protocol.UDP
        && (listen instanceof Place.Unix || target instanceof Place.Unix)) {
      throw new IllegalArgumentException("a unix socket carries TCP's streams, no datagrams");
    }
    if (listen instanceof Place.Inet at) {
      checkListen(at);
    }
    if (target instanceof Place.Inet to) {
      checkTarget(to);
    }
    int from = listen instanceof Place.Inet at ? at.ports().count() : 1;
    int to = target instanceof Place.Inet inet ? inet.ports().count() : 1;
    if (from != to) {
      throw new IllegalArgumentException(
          listen
              + " and "
              + target
              + " do not match: "
              + ports(from)
              + " cannot lead to "
              + ports(to));
    }
  }

  /** Makes a rule for one port of an address. */
  public static ForwardRule of(
      Protocol protocol, IpAddress hostAddress, int hostPort, IpAddress guest, int guestPort) {
    return new ForwardRule(
        protocol,
        Place.Inet.of(hostAddress, hostPort),
        Place.Inet.of(guest, guestPort),
        SourceAddress.DEFAULT);
  }

  /** Tells whether this one and another cannot be had side by side on a host. */
  public boolean overlaps(ForwardRule other) {
    return protocol == other.protocol && listen.overlaps(other.listen);
  }

  /** Returns the same with another place where clients come. */
  public ForwardRule withListen(Place other) {
    return new ForwardRule(protocol, other, target, source);
  }

  /** Returns the same with another preference. */
  public ForwardRule withSource(SourceAddress other) {
    return new ForwardRule(protocol, listen, target, other);
  }

  /** Returns it as one word, without {@link #source}: {@code 127.0.0.1:8080:80/tcp}. */
  @Override
  public String toString() {
    String places = listen + ":" + target;
    return target instanceof Place.Unix ? places : places + "/" + protocol;
  }

  private static void checkListen(Place.Inet at) {
    IpAddress address = at.address();
    if (address != null && SeenAddresses.isLinkLocal(address) && at.device() == null) {
      String text = AddressText.of(address);
      throw new IllegalArgumentException(
          text + " is link-local: say on which interface, as in [" + text + "%eth0]:8080");
    }
  }

  private static void checkTarget(Place.Inet to) {
    IpAddress address = to.address();
    if (to.device() != null) {
      throw new IllegalArgumentException(
          "an interface is where clients come, none where they are led: leave "
              + to.device()
              + " out of "
              + to);
    }
    if (to.ports().isChosenByKernel()) {
      throw new IllegalArgumentException("say which port inside, as in 0:80: there 0 is none");
    }
    if (address != null && Place.Inet.isUnspecified(address)) {
      throw new IllegalArgumentException(
          AddressText.of(address) + " is nobody's address: name the container's, or leave it out");
    }
  }

  private static String ports(int count) {
    return count == 1 ? "1 port" : count + " ports";
  }
}
