package org.slirp4j.runtime.run;

import java.io.IOException;
import org.slirp4j.portfwd.Relays;
import org.slirp4j.portfwd.auto.AutoFilter;
import org.slirp4j.portfwd.auto.AutoForwards;
import org.slirp4j.portfwd.auto.AutoRule;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.ForwardRule;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.portfwd.forward.Place;
import org.slirp4j.runtime.cli.PortOptions;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.runtime.engine.EngineUnavailableException;

/** The ports of a command, opened before it begins; what cannot be had keeps it from beginning. */
final class CommandPorts implements AutoForwards.Listener {
  private static final String SOURCE = "cli";

  private final PortOptions options;

  private CommandPorts(PortOptions options) {
    this.options = options;
  }

  /**
   * Opens them.
   *
   * @throws IOException when one cannot be had, with a line for a person
   */
  static void open(Engine engine, PortOptions options) throws IOException {
    if (options.equals(PortOptions.NONE)) {
      return;
    }
    CommandPorts ports = new CommandPorts(options);
    try {
      engine.call(() -> {
        ports.open(engine.relays());
        return true;
      });
    } catch (ForwardException | EngineUnavailableException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void open(Relays relays) throws ForwardException {
    for (ForwardRule rule : options.publish()) {
      tellChosen(rule, relays.forwards().add(rule, SOURCE));
    }
    for (ForwardRule rule : options.reverse()) {
      tellChosen(rule, relays.reverse().add(rule, SOURCE));
    }
    AutoFilter auto = options.auto();
    if (auto != null) {
      relays.startAuto(auto, this);
    }
  }

  /** Tells of a port that the kernel has chosen. */
  private static void tellChosen(ForwardRule asked, Forwards.Entry made) {
    if (asked.listen() instanceof Place.Inet at && at.ports().isChosenByKernel()) {
      System.err.println("slirp4j: " + made.rule());
    }
  }

  @Override
  public void onAdded(AutoRule rule) {
    // as wished
  }

  @Override
  public void onRemoved(AutoRule rule) {
    // as wished
  }

  @Override
  public void onProblem(AutoRule rule) {
    System.err.println("slirp4j: auto: " + rule.problem() + "; it is tried again");
  }
}
