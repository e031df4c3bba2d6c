package org.slirp4j.runtime.control;

/** A refusal; the message tells a person why and what would be right, in one line. */
public final class ControlException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of refusal, for those who answer by codes. */
  public enum Kind {
    /** The request itself is wrong: a range, a name, an address. HTTP 400. */
    INVALID,
    /** There is no such container, rule or network. HTTP 404. */
    NOT_FOUND,
    /** A name or a port is taken, rules overlap. HTTP 409. */
    CONFLICT,
    /** The system, or the policy, does not allow it: a privileged port. HTTP 403. */
    FORBIDDEN,
    /** The container has died, or is not attached at the moment. HTTP 410. */
    GONE,
    /** A bound is reached, the disk is full, the daemon is ending. HTTP 503. */
    UNAVAILABLE
  }

  private final Kind kind;

  /** Makes the exception. */
  public ControlException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Returns what kind of refusal this is. */
  public Kind kind() {
    return kind;
  }
}
