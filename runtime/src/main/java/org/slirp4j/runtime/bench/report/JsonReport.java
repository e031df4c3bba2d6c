package org.slirp4j.runtime.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * Every sample, for programs.
 *
 * <pre>
 *   {"format": "slirp4j bench 1",
 *    "surroundings": {NAME: TEXT, …},
 *    "rounds": [{"round": 1, "seconds": …, "loadAverage": …, "othersPercent": …, "stolenPercent": …}, …],
 *    "rivals": [NAME, …],
 *    "sections": [{"title": …, "unit": …, "moreIsBetter": …,
 *      "rows": [{"label": …, "results": {RIVAL: {
 *          "median": …, "least": …, "most": …, "ofLimit": …,
 *          "samples": [{"round": 1, "value": …}, …], "failure": …}, …}}, …]}, …]}
 * </pre>
 *
 * <p>Samples are in the order in which they were taken; {@code failure} is there only if something
 * failed or is doubtful, and the figures only if there are samples; {@code ofLimit} only where
 * {@link Limit} tells. What {@code rounds} tell is {@link MachineUse}. slirp4j(1) describes the
 * same for users: what is added there leaves the format's number, what changes raises it.
 */
public final class JsonReport {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private static final String FORMAT = "slirp4j bench 1";

  private JsonReport() {}

  /** Returns the text. */
  public static String of(Results results, Surroundings surroundings) {
    JsonObject report = new JsonObject();
    report.addProperty("format", FORMAT);
    JsonObject facts = new JsonObject();
    surroundings.facts().forEach(facts::addProperty);
    report.add("surroundings", facts);
    report.add("rounds", rounds(results.uses()));
    JsonArray rivals = new JsonArray();
    results.rivals().forEach(rivals::add);
    report.add("rivals", rivals);
    JsonArray sections = new JsonArray();
    for (Row.Section section : results.sections()) {
      sections.add(section(results, section));
    }
    report.add("sections", sections);
    return GSON.toJson(report) + "\n";
  }

  private static JsonArray rounds(List<MachineUse> uses) {
    JsonArray rounds = new JsonArray();
    for (MachineUse use : uses) {
      JsonObject round = new JsonObject();
      round.addProperty("round", rounds.size() + 1);
      round.addProperty("seconds", use.seconds());
      round.addProperty("loadAverage", use.loadAverage());
      round.addProperty("othersPercent", use.othersPercent());
      round.addProperty("stolenPercent", use.stolenPercent());
      rounds.add(round);
    }
    return rounds;
  }

  private static JsonObject section(Results results, Row.Section section) {
    JsonObject object = new JsonObject();
    object.addProperty("title", section.title());
    object.addProperty("unit", section.unit());
    object.addProperty("moreIsBetter", section.moreIsBetter());
    JsonArray rows = new JsonArray();
    for (Row row : results.rows(section)) {
      JsonObject each = new JsonObject();
      each.addProperty("label", row.label());
      JsonObject values = new JsonObject();
      for (String rival : results.rivals()) {
        JsonObject result = result(results, row, rival);
        if (!result.isEmpty()) {
          values.add(rival, result);
        }
      }
      each.add("results", values);
      rows.add(each);
    }
    object.add("rows", rows);
    return object;
  }

  private static JsonObject result(Results results, Row row, String rival) {
    JsonObject object = new JsonObject();
    Summary summary = results.summary(row, rival);
    if (summary != null) {
      object.addProperty("median", summary.median());
      object.addProperty("least", summary.least());
      object.addProperty("most", summary.most());
      Double part = Limit.part(results, row, rival);
      if (part != null) {
        object.addProperty("ofLimit", part);
      }
      JsonArray samples = new JsonArray();
      for (Results.Sample each : results.samples(row, rival)) {
        JsonObject sample = new JsonObject();
        sample.addProperty("round", each.round());
        sample.addProperty("value", each.value());
        samples.add(sample);
      }
      object.add("samples", samples);
    }
    String failure = results.failure(row, rival);
    if (failure != null) {
      object.addProperty("failure", failure);
    }
    return object;
  }
}
