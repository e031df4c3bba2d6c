package org.slirp4j.runtime.bench.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the files of a run: each becomes a map from the words "section, unit / row / rival" to the
 * median as a person reads it, or {@code failed}.
 */
public final class ReadReports {
  private static final Pattern PAGE_SECTION =
      Pattern.compile("<h2>([^<]*)</h2>(.*?)(?=<h2>|</body>)", Pattern.DOTALL);

  private static final Pattern PAGE_ROW = Pattern.compile("<tr>(.*?)</tr>", Pattern.DOTALL);
  private static final Pattern PAGE_CELL = Pattern.compile("<t[dh][^>]*>(.*?)</t[dh]>");

  private ReadReports() {}

  /** Reads the file of {@code --json}; a cell without a figure must tell why. */
  public static Map<String, String> json(String text) {
    Map<String, String> cells = new LinkedHashMap<>();
    for (JsonElement each :
        JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("sections")) {
      JsonObject section = each.getAsJsonObject();
      String title = string(section, "title") + ", " + string(section, "unit");
      for (JsonElement row : section.getAsJsonArray("rows")) {
        String label = string(row.getAsJsonObject(), "label");
        JsonObject results = row.getAsJsonObject().getAsJsonObject("results");
        for (String rival : results.keySet()) {
          cells.put(key(title, label, rival), cell(results.getAsJsonObject(rival)));
        }
      }
    }
    return cells;
  }

  private static String cell(JsonObject result) {
    if (result.has("median")) {
      return Numbers.text(result.get("median").getAsDouble());
    }
    if (result.get("failure").getAsString().isBlank()) {
      throw new AssertionError("no reason in " + result);
    }
    return "failed";
  }

  private static String string(JsonObject object, String name) {
    return object.get(name).getAsString();
  }

  /** Reads the file of {@code --markdown}. */
  public static Map<String, String> markdown(String text) {
    Map<String, String> cells = new LinkedHashMap<>();
    List<String> head = List.of();
    for (String line : text.lines().toList()) {
      if (!line.startsWith("|")) {
        head = List.of();
      } else if (!line.startsWith("|---")) {
        List<String> words = new ArrayList<>();
        for (String word : line.substring(1).split("\\|", -1)) {
          words.add(word.strip());
        }
        if (head.isEmpty()) {
          head = words;
        } else if (!head.getFirst().isEmpty()) {
          put(cells, head, words);
        }
      }
    }
    return cells;
  }

  /** Reads the tables of the file of {@code --html}. */
  public static Map<String, String> html(String text) {
    Map<String, String> cells = new LinkedHashMap<>();
    Matcher sections = PAGE_SECTION.matcher(text);
    while (sections.find()) {
      List<String> head = new ArrayList<>();
      Matcher rows = PAGE_ROW.matcher(sections.group(2));
      while (rows.find()) {
        List<String> words = new ArrayList<>();
        Matcher all = PAGE_CELL.matcher(rows.group(1));
        while (all.find()) {
          words.add(all.group(1).replaceAll("<[^>]*>", ""));
        }
        if (head.isEmpty()) {
          head.addAll(words);
          head.set(0, sections.group(1));
        } else {
          put(cells, head, words);
        }
      }
    }
    return cells;
  }

  private static void put(Map<String, String> cells, List<String> head, List<String> words) {
    for (int i = 1; i < head.size(); i++) {
      String median = words.get(i).split(" ", 2)[0];
      if (!head.get(i).isEmpty() && !median.isEmpty() && !median.equals("-")) {
        cells.put(key(head.getFirst(), words.getFirst(), head.get(i)), median);
      }
    }
  }

  /** Returns what a cell is found by. */
  public static String key(String section, String row, String rival) {
    return section + " / " + row + " / " + rival;
  }
}
