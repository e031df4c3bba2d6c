package org.slirp4j.portfwd.forward;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.tcpip.IpAddress;

/** Where a rule's clients come, or where it leads them. */
public sealed interface Place {
  /** Tells whether two rules that listen at these places would be in each other's way. */
  boolean overlaps(Place other);

  /** Returns its canonical text, which {@link RuleText#place} reads. */
  @Override
  String toString();

  /**
   * Ports of an address or of an interface of the host.
   *
   * @param address where clients come: an address of the host, {@code 0.0.0.0} or {@code ::} for
   *     all of a family, null for all of both. Where they are led: the container's, null for the
   *     one that it was given
   * @param device an interface by which clients come, or null for any; a target has none
   * @param ports the ports
   */
  record Inet(@Nullable IpAddress address, @Nullable String device, PortRange ports)
      implements Place {
    /** Most bytes of an interface's name: IFNAMSIZ without its NUL, {@code <linux/if.h>}. */
    public static final int MAX_DEVICE_BYTES = 15;

    /** Checks it, with a message for people. */
    public Inet {
      if (device != null && !isDeviceName(device)) {
        throw new IllegalArgumentException(
            RuleText.quoted(device)
                + " is no interface's name: those have 1 to 15 characters, no / : % [ ] or space");
      }
      if (address != null && isGroup(address)) {
        throw new IllegalArgumentException(
            AddressText.of(address) + " is a group's or nobody's address: name one of a host");
      }
    }

    /** Makes a place of one port and any interface. */
    public static Inet of(@Nullable IpAddress address, int port) {
      return new Inet(address, null, PortRange.of(port));
    }

    /** Returns the same with other ports. */
    public Inet withPorts(PortRange other) {
      return new Inet(address, device, other);
    }

    // As the kernel finds it: inet_csk_bind_conflict().
    @Override
    public boolean overlaps(Place other) {
      return other instanceof Inet that
          && ports.overlaps(that.ports)
          && (device == null || that.device == null || device.equals(that.device))
          && (address == null || that.address == null || shareAddress(address, that.address));
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      if (address != null) {
        String scope = device == null ? "" : "%" + device;
        String number = AddressText.of(address) + scope;
        text.append(address.isV4() ? number : "[" + number + "]").append(':');
      } else if (device != null) {
        text.append(isPlainName(device) ? "" : "%").append(device).append(':');
      }
      return text.append(ports).toString();
    }

    private static boolean shareAddress(IpAddress one, IpAddress other) {
      return one.isV4() == other.isV4()
          && (one.equals(other) || isUnspecified(one) || isUnspecified(other));
    }

    /** Tells whether it is 0.0.0.0 or ::. */
    static boolean isUnspecified(IpAddress address) {
      return address.isV4() ? address.v4Bits() == 0 : address.equals(0, 0);
    }

    /** Tells whether it is loopback's: 127/8 or ::1. */
    static boolean isLoopback(IpAddress address) {
      return address.isV4() ? address.v4Bits() >>> 24 == 127 : address.equals(0, 1);
    }

    /** Tells of 224/3, which has the broadcast address too, and ff00::/8. */
    private static boolean isGroup(IpAddress address) {
      return address.isV4() ? address.v4Bits() >>> 29 == 7 : address.high() >>> 56 == 0xff;
    }

    // dev_valid_name() and, for %, dev_alloc_name(); no brackets, for addresses have them.
    private static boolean isDeviceName(String name) {
      for (int at = 0; at < name.length(); at++) {
        char c = name.charAt(at);
        if (c <= ' ' || c > '~' || "/:%[]".indexOf(c) >= 0) {
          return false;
        }
      }
      return !name.isEmpty()
          && name.length() <= MAX_DEVICE_BYTES
          && !name.equals(".")
          && !name.equals("..");
    }

    /** Tells whether a name cannot be taken for anything else. */
    private static boolean isPlainName(String name) {
      char first = name.charAt(0);
      return first < 128 && Character.isLetter(first) && !name.equals("unix");
    }
  }

  /**
   * A stream socket with a path.
   *
   * @param path absolute, of at most 107 bytes in UTF-8, without colons and control characters:
   *     where clients come, on the host; where they are led, as the container sees it
   */
  record Unix(String path) implements Place {
    /** Most bytes of a path: {@code sun_path} without its NUL, unix(7). */
    public static final int MAX_PATH_BYTES = 107;

    /** Checks it, with a message for people. */
    public Unix {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException(
            "the path of a unix socket begins with /, not as " + RuleText.quoted(path));
      }
      if (path.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
        throw new IllegalArgumentException(
            "the path of a unix socket has at most 107 bytes, not as " + RuleText.quoted(path));
      }
      for (int at = 0; at < path.length(); at++) {
        char c = path.charAt(at);
        if (c == ':' || Character.isISOControl(c) || Character.isSurrogate(c)) {
          throw new IllegalArgumentException(
              "the path of a unix socket has no colon or control character, as "
                  + RuleText.quoted(path));
        }
      }
    }

    @Override
    public boolean overlaps(Place other) {
      return equals(other);
    }

    @Override
    public String toString() {
      return "unix:" + path;
    }
  }
}
