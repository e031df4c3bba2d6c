package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.bench.traffic.Agent;

/**
 * What every measurement needs.
 *
 * @param outside the agent on the host's side
 * @param iperf makes the streams, or null where the agents do
 * @param seconds how long a sample takes
 */
public record Tools(Agent outside, @Nullable Iperf iperf, double seconds) {
  private static final double MAX_WARM_UP_SECONDS = 1;

  /** Returns a sample's length. */
  int millis() {
    return (int) (seconds * 1_000);
  }

  /** Returns how long traffic flows before it is measured. */
  int warmUpMillis() {
    return (int) (Math.min(seconds / 2, MAX_WARM_UP_SECONDS) * 1_000);
  }

  static void sleep(int millis) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }
}
