package org.slirp4j.runtime.trace;

import java.util.Map;
import java.util.function.Consumer;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.FlowLog;

/**
 * What becomes of flows, as lines of a log.
 *
 * <pre>
 *   web: flow 17 SYN-RECEIVED 10.0.2.100:43512 -> 93.184.216.34:443: was DIALLING
 * </pre>
 *
 * Every line has the flow's number and the state that it is in now. A container can make as many as
 * it likes, so this is for whoever looks for something, not for every day.
 */
public final class FlowLines implements FlowLog {
  /** The environment variable that wishes for the lines, when it is 1. */
  public static final String VARIABLE = "SLIRP4J_LOG_FLOWS";

  private final String prefix;
  private final Consumer<String> lines;

  /**
   * Makes a log.
   *
   * @param prefix what every line begins with
   * @param lines takes a line without its end, on the loop's thread
   */
  public FlowLines(String prefix, Consumer<String> lines) {
    this.prefix = prefix;
    this.lines = lines;
  }

  /** Tells whether the lines are wished for. */
  public static boolean areWanted(Map<String, String> environment) {
    return "1".equals(environment.get(VARIABLE));
  }

  @Override
  public void onEvent(FlowInfo flow, String event) {
    lines.accept(prefix + flow.label() + ": " + event + totals(flow));
  }

  /** What it was all for, in the last line. */
  private static String totals(FlowInfo flow) {
    if (!flow.state().equals("CLOSED")) {
      return "";
    }
    return ", "
        + flow.bytesFromGuest()
        + " bytes out, "
        + flow.bytesToGuest()
        + " bytes in, after "
        + flow.ageNanos() / 1_000_000
        + " ms";
  }
}
