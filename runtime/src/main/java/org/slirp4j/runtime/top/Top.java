package org.slirp4j.runtime.top;

import java.io.IOException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slirp4j.runtime.Out;

/** {@code slirp4j top}: what all containers do, live. */
final class Top {
  private static final int LEAST_FLOW_LINES = 4;
  private static final int LINES_BESIDE_TABLES = 4;
  private static final String KEYS =
      "q quit  up/down container  sort: o out i in p packets f flows d drops n name";

  private final Model model;
  private final long intervalNanos;

  Top(Model model, double intervalSeconds) {
    this.model = model;
    this.intervalNanos = (long) (intervalSeconds * TimeUnit.SECONDS.toNanos(1));
  }

  /** Prints one table, of what happens within an interval. */
  void once(int columns) throws IOException {
    model.begin();
    LockSupport.parkNanos(intervalNanos);
    model.refresh();
    Screen screen = new Screen(columns, /* colours= */ false);
    List<String> lines = new ArrayList<>(screen.containers(model.containers(), model.chosen()));
    if (model.chosen() != null) {
      lines.add("");
      lines.add(flowsTitle());
      lines.addAll(screen.flows(model.flows()));
    }
    Out.print(String.join("\n", lines) + "\n");
  }

  /** Fills the terminal until somebody wants no more. */
  void live() throws IOException {
    model.begin(); // a refusal is told on the terminal as it is
    try (Terminal terminal = Terminal.open()) {
      long next = System.nanoTime() + intervalNanos;
      terminal.show(lines(terminal));
      boolean goesOn = true;
      while (goesOn && !terminal.isOver()) {
        int key = terminal.key();
        goesOn = key != 'q' && key != 'Q';
        boolean pressed = key != Terminal.NO_KEY && press(key);
        long now = System.nanoTime();
        if (now - next >= 0) {
          model.refresh();
          next = now + intervalNanos;
          pressed = true;
        }
        if (pressed) {
          terminal.show(lines(terminal));
        }
      }
    }
  }

  /** Obeys a key; tells whether it meant something. */
  private boolean press(int key) throws IOException {
    for (Order order : Order.values()) {
      if (key == order.key) {
        model.order(order);
        return true;
      }
    }
    if (key == Terminal.UP || key == Terminal.DOWN || key == 'k' || key == 'j') {
      model.move(key == Terminal.UP || key == 'k' ? -1 : 1);
      model.refresh();
      return true;
    }
    return false;
  }

  private List<String> lines(Terminal terminal) {
    Screen screen = new Screen(terminal.columns(), /* colours= */ true);
    int room = Math.max(terminal.rows() - LINES_BESIDE_TABLES, 2 + LEAST_FLOW_LINES);
    List<String> lines = new ArrayList<>();
    lines.add(screen.line(title()));
    List<String> containers = screen.containers(model.containers(), model.chosen());
    List<String> flows = screen.flows(model.flows());
    int forContainers = Math.max(room - Math.min(flows.size(), room / 2), 2);
    addSome(containers, forContainers, lines);
    lines.add("");
    lines.add(screen.line(flowsTitle()));
    addSome(flows, room + 1 - Math.min(containers.size(), forContainers), lines);
    while (lines.size() < terminal.rows() - 1) {
      lines.add("");
    }
    lines.add(screen.line(KEYS));
    return lines;
  }

  private static void addSome(List<String> from, int most, List<String> to) {
    to.addAll(from.subList(0, Math.min(Math.max(most, 0), from.size())));
  }

  private String title() {
    int number = model.containers().size();
    return "slirp4j top, "
        + LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)
        + ", "
        + number
        + (number == 1 ? " container" : " containers")
        + ", bits per second, sorted by "
        + model.order().word;
  }

  private String flowsTitle() {
    String chosen = model.chosen();
    if (chosen == null) {
      return "No container is attached: slirp4j attach PID";
    }
    long hidden = model.totalFlows() - model.flows().size();
    return "Flows of "
        + chosen
        + ": "
        + model.totalFlows()
        + (hidden > 0 ? ", " + hidden + " of which are not looked at" : "");
  }
}
