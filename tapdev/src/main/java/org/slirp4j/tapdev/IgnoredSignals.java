package org.slirp4j.tapdev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The signals that this process ignores, as inherited: nohup(1) ignores SIGHUP. */
final class IgnoredSignals {
  private static final String FIELD = "SigIgn:";

  private IgnoredSignals() {}

  /** Returns the ignored signals, signal 1 in bit 0: proc_pid_status(5). */
  static long mask() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(FIELD)) {
          return Long.parseUnsignedLong(line.substring(FIELD.length()).strip(), 16);
        }
      }
    } catch (IOException e) {
      // without /proc: none
    }
    return 0;
  }
}
