package org.slirp4j.portfwd.forward;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slirp4j.portfwd.forward.ForwardException.Kind;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;

/** Why a socket of a rule cannot be had, in words for people. */
final class Failures {
  private Failures() {}

  static ForwardException of(Leg leg, int errno) {
    return of(leg, errno, "host");
  }

  /** Tells of a socket of the {@code host} or {@code container}. */
  static ForwardException of(Leg leg, int errno, String place) {
    String advice = advice(leg, errno, place);
    return new ForwardException(
        kind(errno),
        (place.equals("host") ? "" : "inside: ")
            + leg.at()
            + ": "
            + Errno.describe(errno)
            + (advice.isEmpty() ? "" : ": " + advice));
  }

  static ForwardException of(SystemCallException e) {
    return new ForwardException(kind(e.errno()), String.valueOf(e.getMessage()));
  }

  /** Tells of another rule that is in the way. */
  static ForwardException overlap(ForwardRule rule, ForwardRule other, String which) {
    String at = rule.listen() instanceof Place.Inet ? rule.protocol() + " " : "";
    return new ForwardException(
        Kind.CONFLICT,
        at
            + rule.listen()
            + ": "
            + Errno.describe(Errno.EADDRINUSE)
            + ": "
            + which
            + ", "
            + other
            + ", is in the way: remove that or choose another port");
  }

  private static Kind kind(int errno) {
    return switch (errno) {
      case Errno.EACCES, Errno.EPERM -> Kind.FORBIDDEN;
      case Errno.EADDRINUSE -> Kind.CONFLICT;
      default -> Kind.UNAVAILABLE;
    };
  }

  private static String advice(Leg leg, int errno, String place) {
    return switch (errno) {
      case Errno.EACCES ->
          "ports below net.ipv4.ip_unprivileged_port_start" + firstFree() + " need privilege";
      case Errno.EPERM -> "binding to an interface needs Linux 5.7, or privilege";
      case Errno.EADDRINUSE -> "another program, or another forward, has this port";
      case Errno.EADDRNOTAVAIL -> "the " + place + " has no such address";
      case Errno.EAFNOSUPPORT -> "the " + place + " has no IPv6";
      case Errno.ENODEV -> "the " + place + " has no interface " + leg.device() + ": see ip link";
      case Errno.EMFILE, Errno.ENFILE -> "raise the limit of open files: ulimit -n";
      default -> "";
    };
  }

  private static String firstFree() {
    String name = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
    try (FileInputStream file = new FileInputStream(name)) {
      byte[] digits = file.readNBytes(16);
      return "=" + new String(digits, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return ""; // not to be seen from a sandbox
    }
  }
}
