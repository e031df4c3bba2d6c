package org.slirp4j.runtime.engine;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.cli.Cidr;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.tapdev.LinkConfig;
import org.slirp4j.tapdev.MacAddress;

/** What a network means for the container's interface. */
final class LinkSetup {
  private LinkSetup() {}

  /** Returns what to configure. */
  static LinkConfig of(NetworkOptions network, @Nullable MacAddress macAddress) {
    Cidr cidr = network.cidr();
    LinkConfig.Ipv4 ipv4 =
        new LinkConfig.Ipv4(address(cidr.guest()), cidr.prefixBits(), address(cidr.gateway()));
    return new LinkConfig(network.mtu(), macAddress, ipv4);
  }

  private static Inet4Address address(int bits) {
    byte[] bytes = {(byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits};
    try {
      return (Inet4Address) InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // four bytes are an address
    }
  }
}
