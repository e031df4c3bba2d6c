package org.slirp4j.runtime.daemon.containers;

import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;

/** What clients are told when something cannot be done. */
final class Failures {
  private Failures() {}

  /** Returns the refusal for a namespace that could not be connected. */
  static ControlException of(String name, SystemCallException e) {
    return new ControlException(kind(e.errno()), "attach " + name + ": " + e.getMessage());
  }

  private static Kind kind(int errno) {
    return switch (errno) {
      case Errno.ENOENT, Errno.ESRCH -> Kind.NOT_FOUND;
      case Errno.EPERM, Errno.EACCES -> Kind.FORBIDDEN;
      case Errno.EBUSY, Errno.EEXIST -> Kind.CONFLICT;
      case Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.EAGAIN -> Kind.UNAVAILABLE;
      default -> Kind.INVALID;
    };
  }

  static ControlException unknown(String name) {
    return new ControlException(
        Kind.NOT_FOUND, "there is no container \"" + Names.quoted(name) + "\"");
  }

  static ControlException notAttached(String name) {
    return new ControlException(
        Kind.GONE, "the container \"" + name + "\" is not attached at the moment");
  }

  static ControlException ending() {
    return new ControlException(Kind.UNAVAILABLE, "the daemon is ending");
  }
}
