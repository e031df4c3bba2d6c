package org.slirp4j.runtime.capture;

import java.io.IOException;

/** What is captured cannot be written where it should go. */
final class BrokenSinkException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenSinkException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
