package org.slirp4j.runtime.cli;

/**
 * An IPv4 network that a container lives in, with the addresses that slirp4netns gives out in it.
 *
 * @param network the network's address, most significant byte first
 * @param prefixBits how many leading bits belong to the network, 1 to 25
 */
public record Cidr(int network, int prefixBits) {
  /** 10.0.2.0/24, slirp4netns's default. */
  public static final Cidr DEFAULT = new Cidr(10 << 24 | 2 << 8, 24);

  private static final int GATEWAY = 2;
  private static final int DNS = 3;
  private static final int DHCP_BEGIN = 15;
  private static final int DHCP_END = 30;
  private static final int GUEST = 100;

  /**
   * Reads {@code A.B.C.D/N}.
   *
   * @throws UsageException when it is no such text, N is not in 1..25, bits after the N-th are set,
   *     or a container could not use the network's addresses
   */
  public static Cidr parse(String text) throws UsageException {
    int slash = text.indexOf('/');
    int prefixBits = slash < 0 ? -1 : Decimal.parse(text, slash + 1, text.length());
    // Two digits at the most, no leading zero: to some that would mean octal.
    boolean unusual =
        text.length() - slash > 3 || (prefixBits > 0 && text.charAt(slash + 1) == '0');
    if (prefixBits < 0 || unusual) {
      throw invalid(text, "A.B.C.D/N is expected");
    }
    if (prefixBits < 1 || prefixBits > 25) {
      throw new UsageException("prefix length needs to be 1-25, not " + prefixBits);
    }
    long address = Ipv4.parse(text.substring(0, slash));
    if (address < 0) {
      throw invalid(text, "A.B.C.D is expected before the slash, each in 0-255");
    }
    Cidr cidr = new Cidr((int) address & -1 << (32 - prefixBits), prefixBits);
    if (cidr.network != (int) address) {
      throw new UsageException(
          "CIDR needs to be a network address like 10.0.2.0/24, not like 10.0.2.100/24: "
              + Ipv4.text(cidr.network)
              + "/"
              + prefixBits
              + ", not "
              + text);
    }
    int first = cidr.network >>> 24;
    if (first == 0 || first == 127 || first >= 224) {
      throw invalid(text, "no host can have an address of it");
    }
    return cidr;
  }

  private static UsageException invalid(String text, String why) {
    return new UsageException("invalid CIDR: " + text + ": " + why);
  }

  /** Returns the network's mask. */
  public int netmask() {
    return -1 << (32 - prefixBits);
  }

  /** Returns the address that stands for the host. */
  public int gateway() {
    return network + GATEWAY;
  }

  /** Returns the address that stands for the host's name servers. */
  public int dns() {
    return network + DNS;
  }

  /** Returns the first address that DHCP gives out. */
  public int dhcpBegin() {
    return network + DHCP_BEGIN;
  }

  /** Returns the last address that DHCP gives out. */
  public int dhcpEnd() {
    return network + DHCP_END;
  }

  /** Returns the address that the container is configured with. */
  public int guest() {
    return network + GUEST;
  }
}
