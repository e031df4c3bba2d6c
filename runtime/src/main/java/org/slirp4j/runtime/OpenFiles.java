package org.slirp4j.runtime;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The process's limit of open files: proc_pid_limits(5). The virtual machine has raised it to the
 * hard limit when it started.
 */
public final class OpenFiles {
  private static final String LINE = "Max open files";
  private static final int MAX_FILE_BYTES = 8192;

  private OpenFiles() {}

  /** Returns how many there may be; a large number when that is unlimited or unknown. */
  public static int limit() {
    byte[] limits = new byte[MAX_FILE_BYTES];
    try (FileInputStream file = new FileInputStream("/proc/self/limits")) {
      int length = file.readNBytes(limits, 0, limits.length);
      return limit(new String(limits, 0, length, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return Integer.MAX_VALUE;
    }
  }

  static int limit(String limits) {
    int at = limits.indexOf(LINE);
    if (at < 0) {
      return Integer.MAX_VALUE;
    }
    at += LINE.length();
    while (at < limits.length() && limits.charAt(at) == ' ') {
      at++;
    }
    long number = 0;
    int digits = 0;
    for (; at < limits.length() && Character.isDigit(limits.charAt(at)); at++, digits++) {
      number = Math.min(number * 10 + limits.charAt(at) - '0', Integer.MAX_VALUE);
    }
    return digits == 0 ? Integer.MAX_VALUE : (int) number; // "unlimited" has no digits
  }
}
