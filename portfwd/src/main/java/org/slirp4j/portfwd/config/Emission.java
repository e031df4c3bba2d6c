package org.slirp4j.portfwd.config;

/** When the stack hands its frames to the container; on the loop's thread. */
@FunctionalInterface
public interface Emission {
  /** Has it done so when all of this turn's events have been seen to; may be called many times. */
  void request();

  /**
   * Has it done so at once, because as much waits as should. Not to be called by what the stack has
   * called.
   */
  default void now() {
    request();
  }
}
