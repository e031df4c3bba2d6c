package org.slirp4j.portfwd.host;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.Refusal;

/** What the host's error numbers and ICMP messages mean to the container. */
public final class HostErrors {
  private static final int UNREACHABLE = 3;
  private static final int FRAGMENTATION_NEEDED = 4;
  private static final int TIME_EXCEEDED = 11;
  private static final int PARAMETER_PROBLEM = 12;

  private HostErrors() {}

  /** Returns how a SYN is answered whose host connection failed with {@code errno}. */
  public static Refusal refusal(int errno) {
    return switch (errno) {
      case Errno.ENETUNREACH, Errno.ENETDOWN -> Refusal.NET_UNREACHABLE;
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
      case Errno.ENETUNREACH, Errno.ENETDOWN -> IcmpError.NET_UNREACHABLE;
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
      case UNREACHABLE -> new IcmpError(type, code, code == FRAGMENTATION_NEEDED ? mtu : 0);
      case TIME_EXCEEDED, PARAMETER_PROBLEM -> new IcmpError(type, code, 0);
      default -> null;
    };
  }
}
