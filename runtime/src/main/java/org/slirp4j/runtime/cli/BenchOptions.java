package org.slirp4j.runtime.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code slirp4j bench} is to measure.
 *
 * @param quick whether fewer cases do
 * @param rounds how often everything is measured
 * @param seconds how long one sample takes
 * @param rivals names of networks, each with its program's path, or an empty text for the usual one
 * @param measurements names of what is measured
 * @param mtus of the throughput's interfaces
 * @param delayMillis the long path's round trip
 * @param gigabits the long path's rate in Gbit/s
 * @param generator {@code auto}, {@code iperf3} or {@code own}
 * @param congestion the congestion control
 * @param json where the figures go, or null
 * @param html where the page goes, or null
 * @param markdown where tables for a README go, or null
 * @param quiet whether no progress is shown
 */
public record BenchOptions(
    boolean quick,
    int rounds,
    double seconds,
    List<Program> rivals,
    List<String> measurements,
    List<Integer> mtus,
    double delayMillis,
    double gigabits,
    String generator,
    String congestion,
    @Nullable String json,
    @Nullable String html,
    @Nullable String markdown,
    boolean quiet) {
  /**
   * A network by name.
   *
   * @param name of {@link BenchTable#RIVALS}
   * @param path its program, or an empty text
   */
  public record Program(String name, String path) {}
}
