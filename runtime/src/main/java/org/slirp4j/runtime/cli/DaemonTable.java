package org.slirp4j.runtime.cli;

/**
 * The options of {@code slirp4j daemon}: what the parser takes, and what {@code --help} and the
 * manual page tell of it.
 */
public final class DaemonTable {
  static final int STATE = 1001;
  static final int FOREGROUND = 1002;

  static final LongOption[] OPTIONS = {
    LongOption.valued("state", STATE)
        .told(
            "FILE",
            "daemon",
            "where rules are kept (default ~/.local/state/slirp4j/state.json)",
            "The default is in $XDG_STATE_HOME where that is set. A file that cannot be read is "
                + "kept aside, with the time in its name, and the daemon starts without it."),
    LongOption.flag("foreground", FOREGROUND)
        .told("", "daemon", "stay in the foreground, which it does anyway", ""),
    LongOption.flag("quiet", 'q').told("", "daemon", "tell warnings only", ""),
    LongOption.flag("help", 'h').told("", "daemon", "print the help text", ""),
  };

  static final String LETTERS = LongOption.letters(OPTIONS);

  private DaemonTable() {}

  /** Returns the options in the order of the manual page. */
  public static LongOption[] options() {
    return OPTIONS.clone();
  }
}
