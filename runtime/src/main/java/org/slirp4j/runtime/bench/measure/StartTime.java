package org.slirp4j.runtime.bench.measure;

import java.util.List;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;

/** How long a helper took until the network was there; what the kernel does alone has none. */
final class StartTime implements Measurement {
  private final Row row = new Row(Row.Section.less("Start to ready", "ms"), "MTU 65520");

  @Override
  public String title() {
    return row.section().title();
  }

  @Override
  public List<Row> rows() {
    return List.of(row);
  }

  @Override
  public int expectedMillis() {
    return 0;
  }

  @Override
  public void run(Attached network, Samples samples) {
    if (!network.helpers().isEmpty()) {
      samples.add(row, network.readyMillis());
    }
  }
}
