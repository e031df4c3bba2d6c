package org.slirp4j.portfwd;

import org.slirp4j.tcpip.IpAddress;

/** The two families, with what stands for the same thing in each. */
enum Family {
  V4("10.0.2.2", "10.0.2.3", "10.0.2.100", "10.0.2.50", "127.0.0.1"),
  V6("fd00::2", "fd00::3", "fd00::100", "fd00::50", "::1");

  private final String gateway;
  private final String dns;
  private final String guest;
  private final String nobody;
  private final String loopback;

  Family(String gateway, String dns, String guest, String nobody, String loopback) {
    this.gateway = gateway;
    this.dns = dns;
    this.guest = guest;
    this.nobody = nobody;
    this.loopback = loopback;
  }

  static Family of(IpAddress address) {
    return address.isV4() ? V4 : V6;
  }

  IpAddress gateway() {
    return Rig.address(gateway);
  }

  IpAddress dns() {
    return Rig.address(dns);
  }

  IpAddress guest() {
    return Rig.address(guest);
  }

  /** Returns an address of the guest's network that nobody has. */
  IpAddress nobody() {
    return Rig.address(nobody);
  }

  IpAddress loopback() {
    return Rig.address(loopback);
  }
}
