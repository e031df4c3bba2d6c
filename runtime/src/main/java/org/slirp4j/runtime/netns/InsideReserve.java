package org.slirp4j.runtime.netns;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.splice.InsideSockets;
import org.slirp4j.portfwd.splice.NamespaceSockets;
import org.slirp4j.portfwd.splice.ReservedSockets;
import org.slirp4j.runtime.cli.Attachment;
import org.slirp4j.runtime.cli.Slirp4netnsOptions;
import org.slirp4j.runtime.sandbox.OwnUserNamespace;
import org.slirp4j.tapdev.SystemCallException;

/**
 * Where forwards that skip the TAP get their sockets from: as many as wanted, or, by a process that
 * will not be able to make any, those that it made before.
 */
final class InsideReserve {
  private InsideReserve() {}

  /** Returns the sockets of a process that is about to confine itself; null when there are none. */
  static @Nullable ReservedSockets of(Slirp4netnsOptions options) {
    if (!isConfined(options)) {
      return null;
    }
    if (OwnUserNamespace.tapFd() >= 0) {
      return new ReservedSockets(OwnUserNamespace.inside(), OwnUserNamespace.inside6());
    }
    try (InsideSockets inside = open(options)) {
      return inside == null ? null : ReservedSockets.of(inside, options.network().ipv6());
    } catch (SystemCallException e) {
      return null; // too few open files, say: forwards go over the TAP
    }
  }

  /** Returns the way into the container's namespace; null when there is none, or not any more. */
  static @Nullable InsideSockets entrance(Slirp4netnsOptions options) {
    try {
      return isConfined(options) ? null : open(options);
    } catch (SystemCallException e) {
      return null; // the container has ended meanwhile; if not, forwards go over its TAP
    }
  }

  private static boolean isConfined(Slirp4netnsOptions options) {
    return options.sandbox() || options.seccomp();
  }

  private static @Nullable InsideSockets open(Slirp4netnsOptions options)
      throws SystemCallException {
    return options.attachment() instanceof Attachment.NamespaceTap tap
        ? NamespaceSockets.of(tap.target())
        : null;
  }
}
