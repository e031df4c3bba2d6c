package org.slirp4j.runtime.engine;

/** An engine has not done what it was called for: it has stopped, has failed, or is too busy. */
public final class EngineUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  EngineUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
