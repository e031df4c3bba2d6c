package org.slirp4j.runtime.cli;

/**
 * A command line that cannot be obeyed; the message is one line that says why and what would do.
 */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean usageWanted;

  /** Makes the exception for a value that is wrong. */
  public UsageException(String message) {
    this(message, false);
  }

  private UsageException(String message, boolean usageWanted) {
    super(printable(message));
    this.usageWanted = usageWanted;
  }

  /** Returns the exception for a command line with too few words, for which the usage is shown. */
  static UsageException missingOperands(String message) {
    return new UsageException(message, true);
  }

  /** Tells whether the usage is to be printed to standard output as well. */
  public boolean usageWanted() {
    return usageWanted;
  }

  /** Keeps the message one line, whatever words it quotes. */
  private static String printable(String message) {
    StringBuilder line = new StringBuilder(message);
    for (int i = 0; i < line.length(); i++) {
      if (Character.isISOControl(line.charAt(i))) {
        line.setCharAt(i, '?');
      }
    }
    return line.toString();
  }
}
