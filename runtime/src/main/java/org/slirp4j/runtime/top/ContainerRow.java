package org.slirp4j.runtime.top;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a container did between two looks at it.
 *
 * @param name its name
 * @param bytesOut bytes per second that came from it
 * @param bytesIn bytes per second that went to it
 * @param packets packets per second, both ways
 * @param flows flows that are open
 * @param drops packets dropped per second
 * @param retransmits TCP segments sent again per second
 * @param busy share of the time in which its loop was at work
 */
record ContainerRow(
    String name,
    double bytesOut,
    double bytesIn,
    double packets,
    long flows,
    double drops,
    double retransmits,
    double busy) {
  /**
   * Makes a row of what {@link StatsRoute} tells now and has told before, or null the first time.
   */
  static ContainerRow of(JsonObject now, @Nullable JsonObject before) {
    boolean same = before != null && before.get("id").getAsLong() == now.get("id").getAsLong();
    JsonObject since = same ? before : null;
    return new ContainerRow(
        now.get("name").getAsString(),
        rate(now, since, "bytesFromContainer"),
        rate(now, since, "bytesToContainer"),
        rate(now, since, "packetsFromContainer") + rate(now, since, "packetsToContainer"),
        number(now, "tcpFlows") + number(now, "udpFlows") + number(now, "echoFlows"),
        rate(now, since, "drops"),
        rate(now, since, "retransmits"),
        rate(now, since, "busyNanos") / 1e9);
  }

  private static double rate(JsonObject now, @Nullable JsonObject before, String counter) {
    if (before == null) {
      return 0;
    }
    double seconds = (number(now, "nanos") - number(before, "nanos")) / 1e9;
    double more = number(now, counter) - number(before, counter);
    return seconds > 0 && more > 0 ? more / seconds : 0;
  }

  private static long number(JsonObject stats, String name) {
    return stats.get(name).getAsLong();
  }
}
