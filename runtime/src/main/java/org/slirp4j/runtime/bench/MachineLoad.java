package org.slirp4j.runtime.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slirp4j.runtime.bench.report.MachineUse;
import org.slirp4j.runtime.bench.report.Surroundings;

/** What others did with the machine: proc_loadavg(5), proc_stat(5). */
final class MachineLoad {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final int LOOK_MILLIS = 500;

  /** More than that before the run, or beside it, makes figures doubtful. */
  private static final double MUCH_PERCENT = 10;

  private final String loadBefore;
  private final double busyBefore;
  private final LoadMeter meter = new LoadMeter();

  private MachineLoad(String loadBefore, double busyBefore) {
    this.loadBefore = loadBefore;
    this.busyBefore = busyBefore;
  }

  /** Looks at the machine before anything is started. */
  static MachineLoad look() throws IOException {
    Ticks first = LoadMeter.ticks();
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    Ticks passed = LoadMeter.ticks().since(first);
    return new MachineLoad(LoadMeter.loadAverages(), passed.percent(passed.busy()));
  }

  /** Tells of it when everything that was started has ended. */
  void tell(Surroundings surroundings) {
    MachineUse use = meter.read();
    surroundings.put(
        "load average", loadBefore + " before, " + LoadMeter.loadAverages() + " after");
    surroundings.put(
        "others on the processors",
        String.format(
            Locale.ROOT,
            "%.0f %% before; during the run up to %.0f %% (with the kernel's own work), stolen"
                + " %.1f %%",
            busyBefore,
            use.othersPercent(),
            use.stolenPercent()));
    String when = whenBusy(busyBefore, use.othersPercent(), use.stolenPercent());
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
    return model(LoadMeter.read(PROCESSORS));
  }

  static String model(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith("model name") && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }
}
