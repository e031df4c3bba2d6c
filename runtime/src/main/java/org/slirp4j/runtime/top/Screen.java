package org.slirp4j.runtime.top;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is shown, as lines no longer than the terminal's.
 *
 * <pre>
 *   CONTAINER               OUT    IN  PKT/S FLOWS DROP/S RETR/S BUSY
 *   web                   1.24G  340M  12.3K   102      0      0  12%
 *
 *      ID PROTO STATE        CONTAINER  PEER                  OUT    IN  AGE
 *      17 tcp   ESTABLISHED  :43512     93.184.216.34:443   1.24G  340M  12s
 * </pre>
 *
 * @param columns characters of a line
 * @param colours whether headings stand out
 */
record Screen(int columns, boolean colours) {
  private static final int LEAST_COLUMNS = 64;

  /** The shortest column for the container's end: an IPv4 address and a port. */
  private static final int LEAST_GUEST = 16;

  private static final int CONTAINER_NUMBERS = 6 + 6 + 7 + 6 + 7 + 7 + 5;
  private static final int FLOW_NUMBERS = 7 + 5 + 1 + 12 + 6 + 6 + 5;
  private static final String INVERSE = "\033[7m";
  private static final String BOLD = "\033[1m";
  private static final String PLAIN = "\033[0m";

  /** Returns the containers' table; the one whose flows are shown stands out. */
  List<String> containers(List<ContainerRow> rows, @Nullable String chosen) {
    int name = width() - CONTAINER_NUMBERS;
    List<String> lines = new ArrayList<>();
    lines.add(
        heading(
            new Columns()
                .left("CONTAINER", name)
                .right("OUT", 5)
                .right("IN", 5)
                .right("PKT/S", 6)
                .right("FLOWS", 5)
                .right("DROP/S", 6)
                .right("RETR/S", 6)
                .right("BUSY", 4)));
    for (ContainerRow row : rows) {
      String line =
          new Columns()
              .left(row.name(), name)
              .right(Amounts.bits(row.bytesOut()), 5)
              .right(Amounts.bits(row.bytesIn()), 5)
              .right(Amounts.scaled(row.packets()), 6)
              .right(Amounts.scaled((double) row.flows()), 5)
              .right(Amounts.scaled(row.drops()), 6)
              .right(Amounts.scaled(row.retransmits()), 6)
              .right(Amounts.percent(row.busy()), 4)
              .toString();
      lines.add(colours && row.name().equals(chosen) ? BOLD + line + PLAIN : line);
    }
    return lines;
  }

  /** Returns the table of a container's flows. */
  List<String> flows(List<FlowRow> rows) {
    int addresses = width() - FLOW_NUMBERS - 2;
    int guest = Math.max(LEAST_GUEST, addresses * 2 / 5);
    int peer = addresses - guest;
    List<String> lines = new ArrayList<>();
    lines.add(
        heading(
            new Columns()
                .right("ID", 6)
                .left("PROTO", 5)
                .left("STATE", 12)
                .left("CONTAINER", guest)
                .left("PEER", peer)
                .right("OUT", 5)
                .right("IN", 5)
                .right("AGE", 4)));
    for (FlowRow row : rows) {
      lines.add(
          new Columns()
              .right(Long.toString(row.id()), 6)
              .left(row.protocol(), 5)
              .left(row.state(), 12)
              .end(row.guest(), guest)
              .end(row.peer(), peer)
              .right(Amounts.bits(row.bytesOut()), 5)
              .right(Amounts.bits(row.bytesIn()), 5)
              .right(Amounts.age(row.ageNanos()), 4)
              .toString());
    }
    return lines;
  }

  /** Returns a line that says something, cut to the terminal's width. */
  String line(String text) {
    return new Columns().left(text, columns).toString();
  }

  private int width() {
    return Math.max(columns, LEAST_COLUMNS);
  }

  private String heading(Columns cells) {
    String line = cells.toString();
    return colours ? INVERSE + line + " ".repeat(width() - line.length()) + PLAIN : line;
  }
}
