package org.slirp4j.runtime.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reader of OpenMetrics 1.0 that knows nothing of the library that writes it: it goes by the
 * specification's grammar (ABNF) and its sections on metric types, and refuses the rest.
 */
final class OpenMetricsText {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*";
  private static final String ESCAPED = "(?:[^\\\\\"\\n]|\\\\[\\\\\"n])*";
  private static final Pattern METADATA =
      Pattern.compile("# (TYPE|UNIT|HELP) (" + NAME + ") (" + ESCAPED.replace("\"", "") + ")");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(%s)(?:\\{((?:%s=\"%s\",)*%s=\"%s\")?})? ([^ ]+)"
              .formatted(NAME, LABEL, ESCAPED, LABEL, ESCAPED));
  private static final Pattern ONE_LABEL =
      Pattern.compile("(%s)=\"(%s)\"".formatted(LABEL, ESCAPED));
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?[0-9]+(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|[-+]?(?i:inf(?:inity)?)|(?i:nan)");
  private static final Map<String, Set<String>> SUFFIXES =
      Map.of(
          "counter", Set.of("_total", "_created"),
          "gauge", Set.of(""),
          "histogram", Set.of("_bucket", "_count", "_sum", "_created"));

  /** Every sample's value, by its name and labels as they are written. */
  private final Map<String, Double> samples = new LinkedHashMap<>();

  private final Set<String> families = new HashSet<>();
  private final Map<String, TreeMap<Double, Double>> buckets = new LinkedHashMap<>();
  private String family = "";
  private String type = "";
  private Set<String> metadata = Set.of();
  private boolean sampled;

  private OpenMetricsText() {}

  /** Returns all samples; fails when the text is not what the specification allows. */
  static Map<String, Double> read(String text) {
    assertTrue(text.endsWith("\n# EOF\n"), "the end");
    OpenMetricsText reader = new OpenMetricsText();
    for (String line : List.of(text.substring(0, text.length() - "# EOF\n".length()).split("\n"))) {
      Matcher about = METADATA.matcher(line);
      if (about.matches()) {
        reader.metadata(about.group(1), about.group(2), about.group(3));
      } else {
        reader.sample(line);
      }
    }
    reader.checkHistograms();
    return reader.samples;
  }

  private void metadata(String kind, String of, String told) {
    if (!of.equals(family)) {
      assertTrue(families.add(of), "a family in two places: " + of);
      family = of;
      type = "unknown";
      metadata = new HashSet<>();
      sampled = false;
    }
    assertFalse(sampled, "metadata after samples: " + of);
    assertTrue(metadata.add(kind), kind + " twice: " + of);
    if (kind.equals("TYPE")) {
      type = told;
      assertTrue(SUFFIXES.containsKey(type), told);
    } else if (kind.equals("UNIT")) {
      assertTrue(of.endsWith("_" + told), of + " is not in " + told);
    }
  }

  private void sample(String line) {
    Matcher sample = SAMPLE.matcher(line);
    assertTrue(sample.matches(), "no sample: " + line);
    String name = sample.group(1);
    assertTrue(name.startsWith(family), "a sample outside of its family " + family + ": " + line);
    String suffix = name.substring(family.length());
    assertTrue(SUFFIXES.getOrDefault(type, Set.of()).contains(suffix), type + ": " + line);
    assertTrue(NUMBER.matcher(sample.group(3)).matches(), "no number: " + line);
    double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
    assertTrue(type.equals("gauge") || value >= 0, "a count below zero, or none: " + line);
    sampled = true;
    Map<String, String> labels = labels(sample.group(2) == null ? "" : sample.group(2));
    String le = labels.remove("le");
    assertEquals(suffix.equals("_bucket"), le != null, line);
    if (le != null) {
      assertTrue(NUMBER.matcher(le).matches(), line);
      double bound = Double.parseDouble(le.replace("Inf", "Infinity"));
      TreeMap<Double, Double> of = buckets.computeIfAbsent(family + labels, any -> new TreeMap<>());
      assertTrue(of.isEmpty() || of.lastKey() < bound, "buckets out of order: " + line);
      of.put(bound, value);
    } else if (suffix.equals("_count")) {
      TreeMap<Double, Double> of = buckets.getOrDefault(family + labels, new TreeMap<>());
      assertEquals(value, of.get(Double.POSITIVE_INFINITY), line);
    }
    String series = name + labels + (le == null ? "" : "," + le);
    assertEquals(null, samples.put(series, value), "a series twice: " + line);
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    Matcher each = ONE_LABEL.matcher(text);
    while (each.find()) {
      String old = labels.put(each.group(1), each.group(2));
      assertEquals(null, old, "a label twice: " + text);
    }
    return labels;
  }

  private void checkHistograms() {
    buckets.forEach((of, bounds) -> {
      double below = 0;
      for (double count : bounds.values()) {
        assertTrue(count >= below, "buckets that shrink: " + of);
        below = count;
      }
      assertTrue(bounds.containsKey(Double.POSITIVE_INFINITY), "no last bucket: " + of);
    });
  }
}
