package org.slirp4j.runtime.daemon.state;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The state as a text, version 1.
 *
 * <pre>
 * {
 *   "what": "slirp4j daemon state",
 *   "version": 1,
 *   "boot": "6d3…",              // processes and namespaces are those of this run of the machine
 *   "lastContainerId": 3,
 *   "lastRuleId": 7,
 *   "containers": [ … ]          // see {@link ContainerJson}
 * }
 * </pre>
 */
final class StateJson {
  private static final String WHAT = "slirp4j daemon state";
  private static final int VERSION = 1;

  /** Greatest number of a rule or container: beyond that, JSON's numbers are not whole any more. */
  static final long MAX_NUMBER = 1L << 53;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private StateJson() {}

  /**
   * What a text has brought.
   *
   * @param state what could be read
   * @param problems what could not, a line each
   * @param isWhole whether the problems are about single entries only
   * @param isNewer whether a later version has written it
   */
  record Reading(SavedState state, List<String> problems, boolean isWhole, boolean isNewer) {
    static Reading nothing(String problem, boolean isNewer) {
      return new Reading(SavedState.EMPTY, List.of(problem), false, isNewer);
    }
  }

  static String write(SavedState state, String boot) {
    JsonObject root = new JsonObject();
    root.addProperty("what", WHAT);
    root.addProperty("version", VERSION);
    root.addProperty("boot", boot);
    root.addProperty("lastContainerId", state.lastContainerId());
    root.addProperty("lastRuleId", state.lastRuleId());
    JsonArray containers = new JsonArray();
    for (SavedContainer each : state.containers().values()) {
      containers.add(ContainerJson.write(each));
    }
    root.add("containers", containers);
    return GSON.toJson(root) + "\n";
  }

  static Reading read(String text, String boot) {
    try {
      JsonReader reader = new JsonReader(new StringReader(text));
      reader.setStrictness(Strictness.STRICT);
      JsonElement root = JsonParser.parseReader(reader);
      if (!text.substring(text.lastIndexOf('}') + 1).isBlank()) {
        return Reading.nothing("something follows the last brace", false);
      }
      return read(new Fields(root.getAsJsonObject()), boot);
    } catch (JsonParseException | IllegalStateException | StackOverflowError e) {
      return Reading.nothing("this is no JSON object: " + oneLine(e), false);
    }
  }

  private static Reading read(Fields root, String boot) {
    try {
      if (!root.text("what").equals(WHAT)) {
        return Reading.nothing("this is no " + WHAT, false);
      }
      long version = root.number("version");
      if (version != VERSION) {
        return Reading.nothing(
            "it has version " + version + ", and this slirp4j knows version " + VERSION,
            version > VERSION);
      }
      boolean sameBoot = root.text("boot").equals(boot);
      return read(
          root.list("containers"),
          sameBoot,
          root.number("lastContainerId"),
          root.number("lastRuleId"));
    } catch (JsonParseException e) {
      return Reading.nothing(oneLine(e), false);
    }
  }

  private static Reading read(
      List<JsonElement> containers, boolean sameBoot, long lastContainerId, long lastRuleId) {
    List<String> problems = new ArrayList<>();
    SavedState state = SavedState.EMPTY;
    Set<Long> ids = new HashSet<>();
    long lastRule = lastRuleId;
    for (int i = 0; i < containers.size(); i++) {
      String place = "container " + (i + 1);
      try {
        SavedContainer read = ContainerJson.read(containers.get(i), place, ids, problems);
        if (state.containers().containsKey(read.name())) {
          throw new JsonParseException("the name " + read.name() + " is there twice");
        }
        state = state.with(sameBoot ? read : read.awaited());
        for (SavedRule rule : read.rules()) {
          lastRule = Math.max(lastRule, rule.id());
        }
      } catch (JsonParseException e) {
        problems.add(place + ": " + oneLine(e));
      }
    }
    return new Reading(
        state.withNumbers(
            Math.clamp(lastContainerId, 0, MAX_NUMBER), Math.clamp(lastRule, 0, MAX_NUMBER)),
        problems,
        true,
        false);
  }

  static String oneLine(Throwable e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
  }
}
