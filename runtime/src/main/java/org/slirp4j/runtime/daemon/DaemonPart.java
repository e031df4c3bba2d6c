package org.slirp4j.runtime.daemon;

import java.io.IOException;

/** A part of the daemon by which clients come, or which looks at it. */
public interface DaemonPart {
  /**
   * Starts the part; the containers of the last time are there again.
   *
   * @return the running part
   * @throws IOException when it cannot; the message is one line for a person, and the daemon ends
   */
  Running start(DaemonContext context) throws IOException;

  /** A part at work. */
  interface Running {
    /**
     * Closes its doors, within a second: no client is answered when this returns, and its files are
     * gone. Parts are stopped before the engines are, the last one first.
     */
    void stop();
  }
}
