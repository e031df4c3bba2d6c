package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;

/** The memory of a network's processes, at one moment. */
final class Memory implements Measurement {
  private static final int REST_MILLIS = 500;

  private final Row rss;
  private final Row pss;

  /**
   * Plans it.
   *
   * @param when which moment
   */
  Memory(String when) {
    Row.Section section = Row.Section.less("Memory", "MiB");
    rss = new Row(section, "RSS " + when);
    pss = new Row(section, "PSS " + when);
  }

  @Override
  public String title() {
    return "Memory, " + rss.label();
  }

  @Override
  public List<Row> rows() {
    return List.of(rss, pss);
  }

  @Override
  public void run(Attached network, Samples samples) throws IOException {
    Set<Long> helpers = network.helpers();
    if (helpers.isEmpty()) {
      return;
    }
    Tools.sleep(REST_MILLIS);
    samples.add(rss, Costs.rssMib(helpers));
    double shared = Costs.pssMib(helpers);
    if (shared > 0) { // a process may hide it: prctl(2), PR_SET_DUMPABLE
      samples.add(pss, shared);
    }
  }
}
