package org.slirp4j.runtime.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a command line of {@code slirp4j capture CONTAINER [-w FILE] [FILTER]...}. */
public final class CaptureParser {
  private CaptureParser() {}

  /**
   * Reads {@code words} from index {@code first} on; returns null when help is asked for.
   *
   * @throws UsageException when they cannot be obeyed
   */
  public static @Nullable CaptureOptions parse(String[] words, int first) throws UsageException {
    GetoptLong options =
        new GetoptLong("slirp4j", CaptureTable.LETTERS, CaptureTable.OPTIONS, words, first, false);
    String file = null;
    for (int code = options.next(); code != GetoptLong.END; code = options.next()) {
      switch (code) {
        case 'h' -> {
          return null;
        }
        case 'w' -> file = options.argument();
        default -> throw new IllegalStateException("option " + code);
      }
    }
    List<String> operands = options.operands();
    if (operands.isEmpty() || operands.getFirst().isEmpty()) {
      throw new UsageException(
          "capture: a CONTAINER is needed: slirp4j capture CONTAINER [-w FILE] [FILTER]");
    }
    if (file != null && file.isEmpty()) {
      throw new UsageException("option '--write' needs the name of a file");
    }
    return new CaptureOptions(
        operands.getFirst(), file, String.join(" ", operands.subList(1, operands.size())));
  }
}
