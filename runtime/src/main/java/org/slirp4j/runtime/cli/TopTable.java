package org.slirp4j.runtime.cli;

/**
 * The options of {@code slirp4j top}: what the parser takes, and what {@code --help} and the manual
 * page tell of it.
 */
public final class TopTable {
  static final int ONCE = 1001;

  static final LongOption[] OPTIONS = {
    LongOption.flag("once", ONCE)
        .told("", "top", "print one table, as is done without a terminal", ""),
    LongOption.valued("interval", 'i')
        .told("SECONDS", "top", "time between two looks, 0.1 to 60 (default 1)", ""),
    LongOption.flag("help", 'h').told("", "top", "print the help text", ""),
  };

  static final String LETTERS = LongOption.letters(OPTIONS);

  private TopTable() {}

  /** Returns the options in the order of the manual page. */
  public static LongOption[] options() {
    return OPTIONS.clone();
  }
}
