package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.util.List;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;
import org.slirp4j.runtime.bench.traffic.Agent;

/** Asks over every idle connection whether it is still one. */
final class IdleCheck implements Measurement {
  private static final int ASK_MILLIS = 25_000;
  private static final int EXPECTED_MILLIS = 500;

  private final Tools tools;
  private final Row row;
  private final boolean forwarded;

  /**
   * Plans it.
   *
   * @param label as that of {@link IdleLoad}
   */
  IdleCheck(Tools tools, String label, boolean forwarded) {
    this.tools = tools;
    this.row = new Row(Row.Section.less("Idle connections that were cut later", "of all"), label);
    this.forwarded = forwarded;
  }

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
    return EXPECTED_MILLIS;
  }

  @Override
  public void run(Attached network, Samples samples) throws IOException {
    Agent client = forwarded ? tools.outside() : network.inside();
    samples.add(row, (double) client.run("check", ASK_MILLIS)[0]);
  }
}
