package org.slirp4j.portfwd.host;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.Refusal;

/** What the host's error numbers and ICMP messages mean to the container. */
public final class HostErrors {
  private HostErrors() {}

  // A host says "no IPv6" in three ways: ENETUNREACH without a route, EADDRNOTAVAIL when it is
  // switched off (disable_ipv6), EAFNOSUPPORT when the kernel has none. EADDRNOTAVAIL also tells
  // that the outbound address is gone, or that all ports are taken.

  /** Returns how a SYN is answered whose host connection failed with {@code errno}. */
  public static Refusal refusal(int errno) {
    return switch (errno) {
      case Errno.ENETUNREACH, Errno.ENETDOWN, Errno.EADDRNOTAVAIL, Errno.EAFNOSUPPORT ->
          Refusal.NET_UNREACHABLE;
      case Errno.EHOSTUNREACH, Errno.EHOSTDOWN -> Refusal.HOST_UNREACHABLE;
      case Errno.EACCES, Errno.EPERM -> Refusal.PROHIBITED;
      case Errno.ETIMEDOUT -> Refusal.SILENCE;
      // Refused; or no descriptor, memory or port left here, which is best told at once as well.
      default -> Refusal.PORT_UNREACHABLE;
    };
  }

  /** Returns how a datagram is answered that the host did not take, or null: not at all. */
  public static @Nullable IcmpError error(int errno) {
    return switch (errno) {
      case Errno.ENETUNREACH, Errno.ENETDOWN, Errno.EADDRNOTAVAIL, Errno.EAFNOSUPPORT ->
          IcmpError.NET_UNREACHABLE;
      case Errno.EHOSTUNREACH, Errno.EHOSTDOWN -> IcmpError.HOST_UNREACHABLE;
      case Errno.EACCES, Errno.EPERM -> IcmpError.PROHIBITED;
      default -> null;
    };
  }

  /**
   * Returns the error that the container is told of an ICMP message to the host, or null when it is
   * not for it. RFC 5508, REQ-9 and REQ-10: unreachable, time exceeded and parameter problem pass.
   */
  public static @Nullable IcmpError fromIcmp(int type, int code, int mtu) {
    return switch (type) {
      case IcmpError.DESTINATION_UNREACHABLE ->
          new IcmpError(type, code, code == IcmpError.FRAGMENTATION_NEEDED ? mtu : 0);
      case IcmpError.TIME_EXCEEDED, IcmpError.PARAMETER_PROBLEM -> new IcmpError(type, code, 0);
      default -> null;
    };
  }
}
