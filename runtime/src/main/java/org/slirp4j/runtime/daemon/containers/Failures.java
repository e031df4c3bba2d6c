package org.slirp4j.runtime.daemon.containers;

import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;

/** What clients are told of failures below. */
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
}
