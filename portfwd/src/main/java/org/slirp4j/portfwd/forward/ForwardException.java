package org.slirp4j.portfwd.forward;

/** A forward that could not be made; the message tells a person why, in one line. */
public final class ForwardException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of refusal, for those who answer by codes. */
  public enum Kind {
    /** The rule itself is wrong: a text, a range, an address that is none. */
    INVALID,
    /** A port or a path is taken, or another rule has it. */
    CONFLICT,
    /** The system does not allow it: a privileged port. */
    FORBIDDEN,
    /** The host or the container has not got what it takes: a bound, an address, an interface. */
    UNAVAILABLE
  }

  private final Kind kind;
  private final String message;

  /** Makes the exception. */
  public ForwardException(Kind kind, String message) {
    this.kind = kind;
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }

  /** Returns what kind of refusal this is. */
  public Kind kind() {
    return kind;
  }
}
