package org.slirp4j.runtime.client;

import java.io.IOException;

/** What the daemon answers to what it will not do; the message is its reason, for a person. */
public final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedException(int status, String reason) {
    super(reason);
    this.status = status;
  }

  /** Tells whether what was asked about is not there, or not any more. */
  public boolean isGone() {
    return status == 404 || status == 410;
  }
}
