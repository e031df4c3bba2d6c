package org.slirp4j.runtime.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slirp4j.runtime.bench.report.Surroundings;

/** What others did with the machine: proc_loadavg(5), proc_stat(5). */
final class MachineLoad {
  private static final Path LOAD = Path.of("/proc/loadavg");
  private static final Path STAT = Path.of("/proc/stat");
  private static final Path SELF = Path.of("/proc/self/stat");
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final int LOOK_MILLIS = 500;
  private static final double PERCENT = 100;

  /** More than that before the run, or beside it, makes figures doubtful. */
  private static final double MUCH_PERCENT = 10;

  /**
   * Ticks since the machine was started, of all processors.
   *
   * @param total all of them
   * @param idle those with nothing to do
   * @param stolen those that a hypervisor gave to others
   */
  record Ticks(long total, long idle, long stolen) {
    // cpu user nice system idle iowait irq softirq steal guest guest_nice
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final int STEAL = 7;

    static Ticks parse(String stat) {
      String[] words = stat.lines().findFirst().orElse("").strip().split("\\s+", -1);
      List<Long> values = new ArrayList<>();
      for (int i = 1; i < words.length; i++) {
        values.add(Long.parseLong(words[i]));
      }
      long total = 0;
      for (int i = 0; i <= STEAL && i < values.size(); i++) { // guests are in user already
        total += values.get(i);
      }
      return values.size() <= STEAL
          ? new Ticks(0, 0, 0)
          : new Ticks(total, values.get(IDLE) + values.get(IOWAIT), values.get(STEAL));
    }

    Ticks since(Ticks before) {
      return new Ticks(total - before.total, idle - before.idle, stolen - before.stolen);
    }

    double percent(long part) {
      return total == 0 ? 0 : part * PERCENT / total;
    }
  }

  private final String loadBefore;
  private final double busyBefore;
  private final Ticks begin;
  private final long ownBegin;

  private MachineLoad(String loadBefore, double busyBefore, Ticks begin, long ownBegin) {
    this.loadBefore = loadBefore;
    this.busyBefore = busyBefore;
    this.begin = begin;
    this.ownBegin = ownBegin;
  }

  /** Looks at the machine before anything is started. */
  static MachineLoad look() throws IOException {
    Ticks first = ticks();
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    Ticks passed = ticks().since(first);
    double busy = passed.percent(passed.total - passed.idle);
    return new MachineLoad(load(), busy, ticks(), ownTicks(read(SELF)));
  }

  /** Tells of it when everything that was started has ended. */
  void tell(Surroundings surroundings) {
    Ticks passed = ticks().since(begin);
    long own = ownTicks(read(SELF)) - ownBegin;
    long others = Math.max(0, passed.total - passed.idle - passed.stolen - own);
    double othersPercent = passed.percent(others);
    double stolenPercent = passed.percent(passed.stolen);
    surroundings.put("load average", loadBefore + " before, " + load() + " after");
    surroundings.put(
        "others on the processors",
        String.format(
            Locale.ROOT,
            "%.0f %% before; during the run up to %.0f %% (with the kernel's own work), stolen"
                + " %.1f %%",
            busyBefore,
            othersPercent,
            stolenPercent));
    String when = whenBusy(busyBefore, othersPercent, stolenPercent);
    if (!when.isEmpty()) {
      surroundings.put("NOTE", "the machine was busy " + when + ": read ratios, not figures");
    }
  }

  /** Returns when others did too much, in percent of the machine, or an empty text. */
  static String whenBusy(double before, double others, double stolen) {
    boolean during = others > MUCH_PERCENT || stolen > MUCH_PERCENT;
    if (before > MUCH_PERCENT) {
      return during ? "before and during the run" : "before the run";
    }
    return during ? "with other things during the run" : "";
  }

  /** Returns the processor's model, or an empty text where the kernel does not tell it. */
  static String model() {
    return model(read(PROCESSORS));
  }

  static String model(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith("model name") && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }

  private static Ticks ticks() {
    return Ticks.parse(read(STAT));
  }

  /** Returns the ticks of this process and of all its children that have ended. */
  static long ownTicks(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    long ticks = 0;
    for (int i = 11; i <= 14 && i < fields.length; i++) { // utime stime cutime cstime
      ticks += Long.parseLong(fields[i]);
    }
    return ticks;
  }

  private static String load() {
    String[] words = read(LOAD).split(" ", -1);
    return words.length < 3 ? "unknown" : words[0] + " " + words[1] + " " + words[2];
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
