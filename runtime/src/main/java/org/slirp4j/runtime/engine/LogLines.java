package org.slirp4j.runtime.engine;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.report.Log;

/** The relays' log on standard error, with the engine's name before each line if it has one. */
final class LogLines implements Log {
  private final String prefix;

  LogLines(@Nullable String engine) {
    prefix = engine == null ? "WARNING: " : "WARNING: " + engine + ": ";
  }

  @Override
  public void warn(String line) {
    System.err.println(prefix + line);
  }
}
