package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * What processes have cost so far: proc_pid_stat(5), proc_pid_smaps(5).
 *
 * <p>A process that has ended meanwhile, or may not be looked at, counts nothing.
 */
final class Costs {
  /** USER_HZ, the same on every architecture that we run on. */
  private static final double TICKS_PER_SECOND = 100;

  /** Fields behind the name, which is in brackets: state is number 0, utime 11, stime 12. */
  private static final int UTIME = 11;

  private static final double KIB_PER_MIB = 1_024;

  private Costs() {}

  /** Returns CPU seconds of all threads. */
  static double cpuSeconds(Set<Long> pids) {
    double ticks = 0;
    for (long pid : pids) {
      ticks += ticks(read(pid, "stat"));
    }
    return ticks / TICKS_PER_SECOND;
  }

  static long ticks(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    if (fields.length <= UTIME + 1) {
      return 0;
    }
    return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
  }

  /** Returns the resident memory in MiB. */
  static double rssMib(Set<Long> pids) {
    return mib(pids, "status", "VmRSS:");
  }

  /** Returns the same with shared pages divided by their users, or 0 if that may not be seen. */
  static double pssMib(Set<Long> pids) {
    return mib(pids, "smaps_rollup", "Pss:");
  }

  private static double mib(Set<Long> pids, String file, String field) {
    double kib = 0;
    for (long pid : pids) {
      kib += kib(read(pid, file), field);
    }
    return kib / KIB_PER_MIB;
  }

  static long kib(String text, String field) {
    for (String line : text.lines().toList()) {
      if (line.startsWith(field)) {
        String[] words = line.substring(field.length()).strip().split(" ", -1);
        return Long.parseLong(words[0]);
      }
    }
    return 0;
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      return "";
    }
  }
}
