package org.slirp4j.runtime.cli;

import org.jspecify.annotations.Nullable;

/** Reads a command line of {@code slirp4j daemon [OPTION]...}. */
public final class DaemonParser {
  private DaemonParser() {}

  /**
   * Reads {@code words} from index {@code first} on; returns null when help is asked for.
   *
   * @throws UsageException when they cannot be obeyed
   */
  public static @Nullable DaemonOptions parse(String[] words, int first) throws UsageException {
    GetoptLong options =
        new GetoptLong("slirp4j", DaemonTable.LETTERS, DaemonTable.OPTIONS, words, first, false);
    String state = null;
    boolean quiet = false;
    for (int code = options.next(); code != GetoptLong.END; code = options.next()) {
      switch (code) {
        case 'h' -> {
          return null;
        }
        case DaemonTable.STATE -> state = options.argument();
        case DaemonTable.FOREGROUND -> {}
        case 'q' -> quiet = true;
        default -> throw new IllegalStateException("option " + code);
      }
    }
    if (!options.operands().isEmpty()) {
      throw new UsageException(
          "daemon takes no arguments, and \"" + options.operands().getFirst() + "\" is one");
    }
    if (state != null && state.isEmpty()) {
      throw new UsageException("option '--state' needs the name of a file");
    }
    return new DaemonOptions(state, quiet);
  }
}
