package org.slirp4j.runtime.top;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a flow did between two looks at it.
 *
 * @param id its number
 * @param protocol such as {@code tcp}
 * @param state such as {@code ESTABLISHED}
 * @param guest the container's end
 * @param peer the other one
 * @param bytesOut bytes per second that came from the container
 * @param bytesIn bytes per second that went to it
 * @param total bytes both ways since it began
 * @param ageNanos how long it has been there
 */
record FlowRow(
    long id,
    String protocol,
    String state,
    String guest,
    String peer,
    double bytesOut,
    double bytesIn,
    long total,
    long ageNanos) {
  /**
   * Makes a row of what {@link FlowsRoute} tells now and has told before, or null if it has not.
   */
  static FlowRow of(JsonObject now, @Nullable JsonObject before) {
    long age = now.get("ageNanos").getAsLong();
    long ageBefore = before == null ? 0 : before.get("ageNanos").getAsLong();
    double seconds = (age - ageBefore) / 1e9;
    long out = now.get("bytesFromContainer").getAsLong();
    long in = now.get("bytesToContainer").getAsLong();
    long outBefore = before == null ? 0 : before.get("bytesFromContainer").getAsLong();
    long inBefore = before == null ? 0 : before.get("bytesToContainer").getAsLong();
    return new FlowRow(
        now.get("id").getAsLong(),
        now.get("protocol").getAsString(),
        now.get("state").getAsString(),
        now.get("guest").getAsString(),
        now.get("peer").getAsString(),
        seconds > 0 ? (out - outBefore) / seconds : 0,
        seconds > 0 ? (in - inBefore) / seconds : 0,
        out + in,
        age);
  }
}
