package org.slirp4j.portfwd.forward;

import org.slirp4j.tapdev.SystemCallException;

/** The files that the container sees. Safe to use from any thread. */
public interface InsidePaths extends AutoCloseable {
  /**
   * Finds a file. It takes as long as the container's file systems please.
   *
   * @param path absolute, as the container sees it
   * @return a descriptor that stands for the file and cannot be read (O_PATH); it is the caller's
   * @throws SystemCallException when it is not there, or not to be seen
   */
  int find(String path) throws SystemCallException;

  /** Finds nothing from now on; what was found stays. */
  @Override
  default void close() {}
}
