package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.bench.rival.HostNetwork;
import org.slirp4j.runtime.bench.rival.LongPath;
import org.slirp4j.runtime.bench.traffic.Agent;

/**
 * What every measurement needs.
 *
 * @param host with the agent on its side
 * @param iperf makes the streams, or null where the agents do
 * @param seconds how long a sample takes
 * @param path to a host that is far away
 */
public record Tools(HostNetwork host, @Nullable Iperf iperf, double seconds, LongPath path) {
  private static final double MAX_WARM_UP_SECONDS = 1;

  /** A window has grown to what a path carries by then. */
  private static final int WARM_UP_ROUND_TRIPS = 50;

  /** Returns the agent on the host's side. */
  Agent outside() throws IOException {
    return host.agent();
  }

  /** Returns a sample's length. */
  int millis() {
    return (int) (seconds * 1_000);
  }

  /** Returns how long traffic flows before it is measured. */
  int warmUpMillis() {
    return (int) (Math.min(seconds / 2, MAX_WARM_UP_SECONDS) * 1_000);
  }

  /** The same on the long path. */
  int pathWarmUpMillis() {
    return warmUpMillis() + (int) Math.ceil(WARM_UP_ROUND_TRIPS * path.roundTripMillis());
  }

  static void sleep(int millis) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }
}
