package org.slirp4j.runtime.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/**
 * Every sample, for programs.
 *
 * <pre>
 *   {"surroundings": {NAME: TEXT, …},
 *    "rivals": [NAME, …],
 *    "sections": [{"title": …, "unit": …, "moreIsBetter": …,
 *      "rows": [{"label": …, "results": {RIVAL: {
 *          "median": …, "least": …, "most": …, "samples": […], "failure": …}, …}}, …]}, …]}
 * </pre>
 *
 * <p>Samples are in the order in which they were taken; {@code failure} is there only if something
 * failed or is doubtful, and the figures only if there are samples.
 */
public final class JsonReport {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private JsonReport() {}

  /** Returns the text. */
  public static String of(Results results, Surroundings surroundings) {
    JsonObject report = new JsonObject();
    JsonObject facts = new JsonObject();
    surroundings.facts().forEach(facts::addProperty);
    report.add("surroundings", facts);
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
      JsonArray samples = new JsonArray();
      results.samples(row, rival).forEach(samples::add);
      object.add("samples", samples);
    }
    String failure = results.failure(row, rival);
    if (failure != null) {
      object.addProperty("failure", failure);
    }
    return object;
  }
}
