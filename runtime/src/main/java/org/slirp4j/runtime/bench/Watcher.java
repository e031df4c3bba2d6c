package org.slirp4j.runtime.bench;

import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;

/** Who may be watching: a terminal on standard output or standard error. */
final class Watcher {
  static final int OUTPUT = 1;
  static final int ERRORS = 2;

  // ioctl_tty(2), the same on x86-64 and aarch64; struct winsize: rows, columns, two more.
  private static final long TIOCGWINSZ = 0x5413;
  private static final int WINSIZE_BYTES = 8;
  private static final int COLUMNS_AT = 2;

  private static final int USUAL_COLUMNS = 80;

  private Watcher() {}

  /** Returns how many characters its lines have, or 0 if there is no terminal. */
  static int columns(int fd) {
    try (NativeBlock winsize = new NativeBlock(WINSIZE_BYTES)) {
      if (FileCalls.ioctl(fd, TIOCGWINSZ, winsize.address()) != 0) {
        return 0;
      }
      int columns = winsize.getShort(COLUMNS_AT);
      return columns > 0 ? columns : USUAL_COLUMNS;
    }
  }
}
