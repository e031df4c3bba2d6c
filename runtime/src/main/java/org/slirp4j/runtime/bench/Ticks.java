package org.slirp4j.runtime.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Ticks since the machine was started, of all processors.
 *
 * @param total all of them
 * @param idle those with nothing to do
 * @param stolen those that a hypervisor gave to others
 */
record Ticks(long total, long idle, long stolen) {
  private static final double PERCENT = 100;

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

  /** Returns those with something to do. */
  long busy() {
    return total - idle;
  }

  double percent(long part) {
    return total == 0 ? 0 : part * PERCENT / total;
  }
}
