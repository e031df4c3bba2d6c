package org.slirp4j.runtime.engine;

import org.slirp4j.portfwd.report.Log;

/** The relays' log on standard error. */
enum LogLines implements Log {
  STDERR;

  @Override
  public void warn(String line) {
    System.err.println("WARNING: " + line);
  }
}
