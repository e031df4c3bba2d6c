package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;

/** Opens connections that stay idle until the container is disconnected; what memory each takes. */
final class IdleLoad implements Measurement {
  private static final double KIB_PER_MIB = 1_024;

  /** In which so many connections are open at least. */
  private static final int OPEN_MILLIS = 60_000;

  private final Tools tools;
  private final int count;
  private final Row memory;

  IdleLoad(Tools tools, int count) {
    this.tools = tools;
    this.count = count;
    this.memory =
        new Row(
            Row.Section.less("Memory per idle connection, RSS", "KiB"),
            String.format(Locale.ROOT, "%,d idle", count));
  }

  @Override
  public String title() {
    return "opening " + memory.label();
  }

  @Override
  public List<Row> rows() {
    return List.of(memory);
  }

  @Override
  public void run(Attached network, Samples samples) throws IOException {
    Set<Long> helpers = network.helpers();
    double before = Costs.rssMib(helpers);
    String command = "open " + Agent.words(network.outside(Ports.ECHO)) + " " + count;
    long[] _ = network.inside().run(command, OPEN_MILLIS);
    Tools.sleep(tools.warmUpMillis());
    if (!helpers.isEmpty()) {
      samples.add(memory, (Costs.rssMib(helpers) - before) * KIB_PER_MIB / count);
    }
  }
}
