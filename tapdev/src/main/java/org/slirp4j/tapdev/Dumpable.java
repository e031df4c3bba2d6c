package org.slirp4j.tapdev;

import org.slirp4j.tapdev.libc.ProcessCalls;

/**
 * The process's "dumpable" mark, prctl(2): while it is cleared, only the owner of this process's
 * own user namespace may trace it, and its files in /proc belong to root.
 */
final class Dumpable {
  /** Held while the mark is cleared, or while something needs it set. */
  static final Object LOCK = new Object();

  private Dumpable() {}

  /** Tells whether the mark is set. */
  static boolean get() {
    return ProcessCalls.prctl(ProcessCalls.PR_GET_DUMPABLE, 0) == 1;
  }

  /** Sets or clears the mark. */
  static void set(boolean dumpable) {
    ProcessCalls.prctl(ProcessCalls.PR_SET_DUMPABLE, dumpable ? 1 : 0);
  }
}
