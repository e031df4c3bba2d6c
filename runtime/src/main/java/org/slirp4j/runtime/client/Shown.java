package org.slirp4j.runtime.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Fields of the daemon's answers as people read them. */
final class Shown {
  private static final String NOTHING = "-";
  private static final String[] UNITS = {"", "K", "M", "G", "T", "P", "E"};

  private Shown() {}

  /** Returns a field's text, without what would upset a terminal. */
  static String text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    if (value == null || value.isJsonNull()) {
      return NOTHING;
    }
    String text =
        value instanceof JsonArray array ? joined(array) : value.getAsJsonPrimitive().getAsString();
    return text.isEmpty() ? NOTHING : harmless(text);
  }

  private static String joined(JsonArray array) {
    StringBuilder text = new StringBuilder();
    for (JsonElement each : array) {
      text.append(text.isEmpty() ? "" : " ").append(each.getAsString());
    }
    return text.toString();
  }

  private static String harmless(String text) {
    StringBuilder line = new StringBuilder(text);
    for (int i = 0; i < line.length(); i++) {
      if (Character.isISOControl(line.charAt(i))) {
        line.setCharAt(i, '?');
      }
    }
    return line.toString();
  }

  static boolean flag(JsonObject object, String name) {
    return object.has(name) && object.get(name).getAsBoolean();
  }

  /** Returns a count of bytes: {@code 999}, {@code 1.2K}, {@code 34M}. */
  static String bytes(JsonObject object, String name) {
    long count = object.get(name).getAsLong();
    double value = count;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    long tenths = (long) (value * 10);
    if (unit == 0 || tenths >= 100) {
      return (long) value + UNITS[unit];
    }
    return tenths / 10 + "." + tenths % 10 + UNITS[unit];
  }

  /** Returns how long ago something was: {@code 5s}, {@code 3min}, {@code 2h}, {@code 4d}. */
  static String age(JsonObject object, String name) {
    try {
      long seconds =
          Math.max(
              0, Duration.between(Instant.parse(text(object, name)), Instant.now()).toSeconds());
      if (seconds < 120) {
        return seconds + "s";
      }
      if (seconds < 2 * 3600) {
        return seconds / 60 + "min";
      }
      return seconds < 48 * 3600 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    } catch (DateTimeParseException e) {
      return NOTHING;
    }
  }
}
