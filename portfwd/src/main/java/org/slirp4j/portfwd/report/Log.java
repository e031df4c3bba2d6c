package org.slirp4j.portfwd.report;

/** Where lines for people go: standard error, or a test. */
public interface Log {
  /** Tells of something that somebody has to mend: one line, without a line end. */
  void warn(String line);
}
