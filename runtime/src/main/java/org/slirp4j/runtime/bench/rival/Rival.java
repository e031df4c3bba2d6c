package org.slirp4j.runtime.bench.rival;

import java.io.IOException;

/** A network to compare. */
public interface Rival extends AutoCloseable {
  /** Returns its name in tables: a word. */
  String name();

  /** Returns what it says of its version, or an empty text. */
  String version();

  /** Returns whether it can be set up so. */
  boolean takes(Setup setup);

  /**
   * Connects its container.
   *
   * @throws IOException when that does not work, with why
   */
  Attached attach(Setup setup) throws IOException;

  /** Ends its container. */
  @Override
  void close();
}
