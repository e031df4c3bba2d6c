package org.slirp4j.runtime.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.slirp4j.runtime.bench.report.MachineUse;

/** Measures what the machine does from a moment on: proc_stat(5), proc_loadavg(5). */
final class LoadMeter {
  private static final Path STAT = Path.of("/proc/stat");
  private static final Path LOAD = Path.of("/proc/loadavg");
  private static final double NANOS = 1e9;
  private static final int UTIME = 11; // behind the name
  private static final int CSTIME = 14;

  private final long beganNanos = System.nanoTime();
  private final Ticks all = ticks();
  private final long own = ownTicks();

  /** Returns what it has done since. */
  MachineUse read() {
    Ticks passed = ticks().since(all);
    long others = Math.max(0, passed.busy() - passed.stolen() - (ownTicks() - own));
    return new MachineUse(
        (System.nanoTime() - beganNanos) / NANOS,
        loadAverage(read(LOAD)),
        passed.percent(others),
        passed.percent(passed.stolen()));
  }

  static Ticks ticks() {
    return Ticks.parse(read(STAT));
  }

  /** Returns the three load averages, as the kernel writes them. */
  static String loadAverages() {
    String[] words = read(LOAD).split(" ", -1);
    return words.length < 3 ? "unknown" : words[0] + " " + words[1] + " " + words[2];
  }

  private static double loadAverage(String text) {
    try {
      return Double.parseDouble(text.split(" ", 2)[0]);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Returns the ticks of all processes of the run, with those that have ended. */
  private static long ownTicks() {
    ProcessHandle self = ProcessHandle.current();
    Optional<ProcessHandle> parent = self.parent();
    boolean alone = parent.isPresent() && parent.get().pid() == 1; // Namespaces
    try (Stream<ProcessHandle> all =
        alone ? ProcessHandle.allProcesses() : Stream.concat(Stream.of(self), self.descendants())) {
      return all.mapToLong(each -> ownTicks(read(Path.of("/proc", "" + each.pid(), "stat")))).sum();
    }
  }

  /** Returns the ticks of a process and of all its children that have ended: proc_pid_stat(5). */
  static long ownTicks(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    long ticks = 0;
    for (int i = UTIME; i <= CSTIME && i < fields.length; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
