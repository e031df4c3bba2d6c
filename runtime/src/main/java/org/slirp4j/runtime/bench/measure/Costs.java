package org.slirp4j.runtime.bench.measure;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What processes have cost so far: proc_pid_task(5), proc_pid_smaps(5).
 *
 * <p>A process that has ended meanwhile, or may not be looked at, counts nothing.
 */
final class Costs {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double KIB_PER_MIB = 1_024;

  private Costs() {}

  /**
   * The time on a processor of each thread, in nanoseconds: sched-stats in the kernel's
   * documentation. The process's own sum would be in hundredths of a second.
   *
   * @param byThread by thread id
   */
  record Cpu(Map<Long, Long> byThread) {
    /** Returns seconds since {@code before}; a thread that has ended meanwhile counts nothing. */
    double secondsSince(Cpu before) {
      long nanos = 0;
      for (Map.Entry<Long, Long> thread : byThread.entrySet()) {
        nanos += thread.getValue() - before.byThread.getOrDefault(thread.getKey(), 0L);
      }
      return nanos / NANOS_PER_SECOND;
    }
  }

  /** Returns what all threads have taken so far. */
  static Cpu cpu(Set<Long> pids) {
    Map<Long, Long> nanos = new HashMap<>();
    for (long pid : pids) {
      String[] threads = new File("/proc/" + pid + "/task").list();
      for (String thread : threads == null ? new String[0] : threads) {
        String[] words = read(pid, "task/" + thread + "/schedstat").split(" ", -1);
        if (words.length > 1) {
          nanos.put(Long.valueOf(thread), Long.valueOf(words[0]));
        }
      }
    }
    return new Cpu(nanos);
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
