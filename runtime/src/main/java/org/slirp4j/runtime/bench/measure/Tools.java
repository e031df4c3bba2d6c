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
 * @param quick whether samples are short, and as many of them as possible in one network's life
 * @param path to a host that is far away
 */
public record Tools(
    HostNetwork host, @Nullable Iperf iperf, double seconds, boolean quick, LongPath path) {
  private static final int LEAST_MILLIS = 100;

  /** Of a sample's length, before each. */
  private static final double WARM_UP_PART = 0.25;

  private static final double MAX_WARM_UP_SECONDS = 1;

  /**
   * A virtual machine has compiled what moves a stream after 0.8 s out and as much again in, on two
   * cores of which it has one to itself.
   */
  private static final double MAX_COLD_SECONDS = 1;

  private static final int QUICK_COLD_SAMPLES = 3;

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

  /** Returns the length of a sample of what happens thousands of times in a second. */
  int shortMillis() {
    return Math.max(LEAST_MILLIS, millis() / 2);
  }

  /** Returns how long each kind of traffic flows when a network has just been started. */
  int coldMillis() {
    return (int)
        (Math.min(quick ? seconds * QUICK_COLD_SAMPLES : seconds, MAX_COLD_SECONDS) * 1_000);
  }

  /** Returns how long traffic flows before it is measured. */
  int warmUpMillis() {
    return (int) (Math.min(seconds * WARM_UP_PART, MAX_WARM_UP_SECONDS) * 1_000);
  }

  /** The same on the long path. */
  int pathWarmUpMillis() {
    return Math.max(warmUpMillis(), (int) Math.ceil(WARM_UP_ROUND_TRIPS * path.roundTripMillis()));
  }

  static void sleep(int millis) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }
}
