package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;

/**
 * Opens more connections that stay idle until the container is disconnected: how many of these
 * cannot be opened, what memory there is with all of them, and how much of it has come with these,
 * for each. The latter is a difference of two large figures: a runtime that has kept room from
 * earlier traffic needs none for them.
 */
final class IdleLoad implements Measurement {
  private static final double KIB_PER_MIB = 1_024;

  /** Those that are not open by then have failed: 10,000 at 670 a second. */
  private static final int OPEN_MILLIS = 15_000;

  private static final int OPENED_IN_A_MILLISECOND = 3;

  /** What is measured beside fewer of them would stand under a wrong name. */
  private static final double LEAST_PART = 0.9;

  private final Tools tools;
  private final int more;
  private final boolean forwarded;
  private final Row memory;
  private final Row growth;
  private final Row failed;

  /**
   * Plans it.
   *
   * @param count how many there are to be
   * @param before how many of them are there already
   */
  IdleLoad(Tools tools, int count, int before, boolean forwarded) {
    this.tools = tools;
    this.more = count - before;
    this.forwarded = forwarded;
    String label =
        String.format(Locale.ROOT, forwarded ? "%,d idle, forwarded" : "%,d idle", count);
    this.memory = new Row(Row.Section.less("RSS with idle connections open", "MiB"), label);
    this.growth = new Row(Row.Section.less("RSS added, per idle connection", "KiB"), label);
    this.failed = new Row(Row.Section.less("Idle connections that failed", "of all"), label);
  }

  @Override
  public String title() {
    return "opening " + memory.label();
  }

  @Override
  public List<Row> rows() {
    return List.of(failed, memory, growth);
  }

  @Override
  public int expectedMillis() {
    return more / OPENED_IN_A_MILLISECOND + tools.warmUpMillis();
  }

  @Override
  public boolean isPremise() {
    return true;
  }

  @Override
  public void run(Attached network, Samples samples) throws IOException {
    Set<Long> helpers = network.helpers();
    double before = Costs.rssMib(helpers);
    Agent client = forwarded ? tools.outside() : network.inside();
    InetSocketAddress to = forwarded ? network.forwarded(Ports.ECHO) : network.outside(Ports.ECHO);
    String command = "open " + Agent.words(to) + " " + more + " " + OPEN_MILLIS;
    long open = client.run(command, OPEN_MILLIS)[0];
    samples.add(failed, (double) (more - open));
    if (open < LEAST_PART * more) {
      throw new IOException(
          "only " + open + " of " + more + " more idle connections are open in time");
    }
    Tools.sleep(tools.warmUpMillis());
    if (!helpers.isEmpty()) {
      double now = Costs.rssMib(helpers);
      samples.add(memory, now);
      samples.add(growth, (now - before) * KIB_PER_MIB / open);
      if (now <= before) {
        samples.doubt(
            growth, "what earlier traffic needed was given back meanwhile, or used again");
      }
    }
  }
}
