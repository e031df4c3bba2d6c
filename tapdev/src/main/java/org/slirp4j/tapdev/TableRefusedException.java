package org.slirp4j.tapdev;

/** The system refuses a {@link SyscallTable}: unknown machine, no executable memory, no clone. */
final class TableRefusedException extends SystemCallException {
  private static final long serialVersionUID = 1L;

  TableRefusedException(String object, int errno) {
    super("make a system-call table", object, errno, "");
  }
}
