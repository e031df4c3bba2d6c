package org.slirp4j.runtime.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a command line of {@code slirp4j top [OPTION]... [CONTAINER]}. */
public final class TopParser {
  private static final double MIN_SECONDS = 0.1;
  private static final double MAX_SECONDS = 60;

  private TopParser() {}

  /**
   * Reads {@code words} from index {@code first} on; returns null when help is asked for.
   *
   * @throws UsageException when they cannot be obeyed
   */
  public static @Nullable TopOptions parse(String[] words, int first) throws UsageException {
    GetoptLong options =
        new GetoptLong("slirp4j", TopTable.LETTERS, TopTable.OPTIONS, words, first, false);
    boolean once = false;
    double interval = 1;
    for (int code = options.next(); code != GetoptLong.END; code = options.next()) {
      switch (code) {
        case 'h' -> {
          return null;
        }
        case TopTable.ONCE -> once = true;
        case 'i' -> interval = seconds(options.argument());
        default -> throw new IllegalStateException("option " + code);
      }
    }
    List<String> operands = options.operands();
    if (operands.size() > 1) {
      throw new UsageException("top shows the flows of one container, and not of " + operands);
    }
    return new TopOptions(operands.isEmpty() ? null : operands.getFirst(), once, interval);
  }

  private static double seconds(String text) throws UsageException {
    try {
      double seconds = Double.parseDouble(text);
      if (seconds >= MIN_SECONDS && seconds <= MAX_SECONDS) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new UsageException("option '--interval': 0.1 to 60 seconds, not \"" + text + "\"");
  }
}
