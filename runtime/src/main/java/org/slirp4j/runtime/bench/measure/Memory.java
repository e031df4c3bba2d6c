package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;

/** The memory of a network's processes, at one moment. */
final class Memory implements Measurement {
  private final Row rss;
  private final Row pss;
  private final int restMillis;

  /**
   * Plans it.
   *
   * @param when which moment
   * @param restMillis how long nothing goes on before
   */
  Memory(String when, int restMillis) {
    this.restMillis = restMillis;
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
  public int expectedMillis() {
    return restMillis;
  }

  @Override
  public void run(Attached network, Samples samples) throws IOException {
    Set<Long> helpers = network.helpers();
    if (helpers.isEmpty()) {
      return;
    }
    Tools.sleep(restMillis);
    samples.add(rss, Costs.rssMib(helpers));
    double shared = Costs.pssMib(helpers);
    if (shared > 0) {
      samples.add(pss, shared);
    } else {
      samples.doubt(pss, "its process may not be looked at: prctl(2), PR_SET_DUMPABLE");
    }
  }
}
