package org.slirp4j.runtime.daemon.events;

/**
 * What the daemon says on standard error: a line each, with the journal's priority in front when
 * the journal reads (sd-daemon(3)).
 */
public final class DaemonLog {
  private static final String WARNING = "<4>";
  private static final String INFO = "<6>";

  private final boolean quiet;
  private final boolean journal;

  /**
   * Makes the log.
   *
   * @param quiet whether only warnings are told
   */
  public DaemonLog(boolean quiet) {
    this.quiet = quiet;
    this.journal = System.getenv("JOURNAL_STREAM") != null;
  }

  /** Tells of something usual. */
  public void info(String line) {
    if (!quiet) {
      print(INFO, line);
    }
  }

  /** Tells of something that somebody should look at. */
  public void warn(String line) {
    print(WARNING, line);
  }

  private void print(String priority, String line) {
    System.err.println(journal ? priority + oneLine(line) : "slirp4j daemon: " + oneLine(line));
  }

  /** What comes from containers and clients makes no second line. */
  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text);
    for (int i = 0; i < line.length(); i++) {
      if (Character.isISOControl(line.charAt(i))) {
        line.setCharAt(i, '?');
      }
    }
    return line.toString();
  }
}
