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

  /** What proc_pid_stat(5) counts in, USER_HZ: 100 a second on every machine that there is now. */
  private static final long TICK_NANOS = 10_000_000;

  /** Its user and system time are cut off to ticks each. */
  private static final long TICK_ERROR_NANOS = 2 * TICK_NANOS;

  private static final int UTIME = 11; // behind the name
  private static final int STIME = 12;
  private static final double KIB_PER_MIB = 1_024;

  private Costs() {}

  /**
   * The time on a processor in nanoseconds, of each thread that is there: sched-stats in the
   * kernel's documentation; and of each process, in hundredths of a second, with its threads that
   * have ended: a compiler's or a collector's.
   *
   * @param byThread by thread id
   * @param byProcess by process id
   */
  record Cpu(Map<Long, Long> byThread, Map<Long, Long> byProcess) {
    /**
     * Returns seconds since {@code before}: that of the threads, unless the processes have taken
     * more than that by more than they are inaccurate.
     */
    double secondsSince(Cpu before) {
      long threads = since(byThread, before.byThread);
      long processes = since(byProcess, before.byProcess);
      boolean someHaveEnded = processes - threads > TICK_ERROR_NANOS * byProcess.size();
      return (someHaveEnded ? processes : threads) / NANOS_PER_SECOND;
    }

    private static long since(Map<Long, Long> now, Map<Long, Long> before) {
      long nanos = 0;
      for (Map.Entry<Long, Long> each : now.entrySet()) {
        nanos += each.getValue() - before.getOrDefault(each.getKey(), 0L);
      }
      return nanos;
    }
  }

  /** Returns what all have taken so far. */
  static Cpu cpu(Set<Long> pids) {
    Map<Long, Long> nanos = new HashMap<>();
    Map<Long, Long> processes = new HashMap<>();
    for (long pid : pids) {
      processes.put(pid, processNanos(read(pid, "stat")));
      String[] threads = new File("/proc/" + pid + "/task").list();
      for (String thread : threads == null ? new String[0] : threads) {
        String[] words = read(pid, "task/" + thread + "/schedstat").split(" ", -1);
        if (words.length > 1) {
          nanos.put(Long.valueOf(thread), Long.valueOf(words[0]));
        }
      }
    }
    return new Cpu(nanos, processes);
  }

  /** Returns the user and system time of proc_pid_stat(5), or 0 if it says nothing. */
  static long processNanos(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return fields.length <= STIME
        ? 0
        : (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * TICK_NANOS;
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
