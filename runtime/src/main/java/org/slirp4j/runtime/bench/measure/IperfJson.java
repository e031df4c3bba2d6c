package org.slirp4j.runtime.bench.measure;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;

/**
 * What iperf3 says of a run with {@code -J}.
 *
 * @param gigabits received per second, without the time that was left out
 * @param bytes in all, with that time
 */
record IperfJson(double gigabits, double bytes) {
  private static final double GIGA = 1e9;

  /**
   * Reads it.
   *
   * @throws IOException when the run has failed, or this is not what iperf3 writes
   */
  static IperfJson parse(String text) throws IOException {
    try {
      JsonObject run = JsonParser.parseString(text).getAsJsonObject();
      if (run.has("error")) {
        throw new IOException("iperf3: " + run.get("error").getAsString());
      }
      JsonObject end = run.getAsJsonObject("end");
      double rate = end.getAsJsonObject("sum_received").get("bits_per_second").getAsDouble();
      double bytes = 0;
      for (JsonElement interval : run.getAsJsonArray("intervals")) {
        bytes += interval.getAsJsonObject().getAsJsonObject("sum").get("bytes").getAsDouble();
      }
      return new IperfJson(rate / GIGA, bytes);
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | ClassCastException
        | UnsupportedOperationException
        | NumberFormatException e) {
      throw new IOException("iperf3 wrote something else than a result", e);
    }
  }
}
