package org.slirp4j.portfwd.forward;

/** A forward that could not be made; the message tells a person why, in one line. */
public final class ForwardException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes the exception. */
  public ForwardException(String message) {
    super(message);
  }
}
