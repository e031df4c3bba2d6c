package org.slirp4j.runtime.cli;

/**
 * The options of {@code slirp4j capture}: what the parser takes, and what {@code --help} and the
 * manual page tell of it.
 */
public final class CaptureTable {
  static final LongOption[] OPTIONS = {
    LongOption.valued("write", 'w')
        .told(
            "FILE",
            "capture",
            "write pcapng to FILE, or with - to standard output",
            "Without it, a terminal gets a line for each frame, and a pipe pcapng."),
    LongOption.flag("help", 'h').told("", "capture", "print the help text", ""),
  };

  static final String LETTERS = LongOption.letters(OPTIONS);

  private CaptureTable() {}

  /** Returns the options in the order of the manual page. */
  public static LongOption[] options() {
    return OPTIONS.clone();
  }
}
