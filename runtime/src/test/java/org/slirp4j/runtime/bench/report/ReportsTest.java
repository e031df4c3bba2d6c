package org.slirp4j.runtime.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** The three forms tell what was measured, what failed, and nothing else. */
final class ReportsTest {
  private static final Row SPEED = new Row(Row.Section.more("TCP", "Gbit/s"), "MTU 1500, out");
  private static final Row TIME = new Row(Row.Section.less("Start", "ms"), "ready");
  private static final Row POINT = new Row(Row.Section.curve("UDP", "1/s"), "10000");

  private final Results results = new Results(List.of("ours", "theirs", "absent"), 1);
  private final Surroundings surroundings = new Surroundings();

  @BeforeEach
  void measure() {
    int round = 1;
    for (double value : new double[] {30, 10, 20}) {
      results.beginRound(round++);
      results.add(SPEED, "ours", value);
    }
    results.endRound(new MachineUse(60, 1.5, 12.5, 0));
    results.add(SPEED, "theirs", 5.25);
    results.fail(TIME, "theirs", "<b>it \"broke\" & ended");
    results.add(TIME, "ours", 75);
    results.add(POINT, "ours", 9_999);
    surroundings.put("machine", "Linux <6>");
  }

  @Test
  void theTableShowsMediansSpreadAndFailures() {
    String text = TextReport.of(results, surroundings, 0);
    assertTrue(text.contains("machine                     Linux <6>\n"), text);
    List<String> lines = text.lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
    assertTrue(lines.contains("TCP, Gbit/s ours theirs"), text);
    assertTrue(lines.contains("MTU 1500, out 20.0 (10.0-30.0) 5.25"), text);
    assertTrue(lines.contains("ready 75.0 failed"), text);
    assertTrue(lines.contains("theirs failed: Start, ready: <b>it \"broke\" & ended"), text);
  }

  @Test
  void theTableLeavesCurvesAndAbsentOnesOut() {
    String text = TextReport.of(results, surroundings, 0);
    assertFalse(text.contains("10000"), text);
    assertFalse(text.contains("absent"), text);
  }

  @Test
  void aTableThatIsTooWideLosesItsSpreadAndIsCutThen() {
    String narrow = TextReport.of(results, surroundings, 45);
    assertTrue(narrow.contains("  MTU 1500, out             20.0    5.25\n"), narrow);
    String parts = TextReport.of(results, surroundings, 36);
    assertTrue(parts.contains("  MTU 1500, out             20.0\n"), parts);
    assertTrue(parts.contains("  MTU 1500, out               5.25\n"), parts);
  }

  @Test
  void aSampleInDoubtIsMarked() {
    results.fail(TIME, "ours", "2 of 9 lost");
    String text = TextReport.of(results, surroundings, 0);
    assertTrue(text.contains("75.0 !"), text);
    assertTrue(text.contains("\nours in doubt (!): Start, ready: 2 of 9 lost\n"), text);
  }

  @Test
  void whatIsNoFiniteNumberIsAFailureInEveryForm() {
    results.add(TIME, "absent", 1 / 0.0);
    results.add(TIME, "absent", Double.NaN);
    assertEquals(List.of(), results.samples(TIME, "absent"));
    String text = TextReport.of(results, surroundings, 0);
    assertTrue(text.contains("\nabsent failed: Start, ready: no figure: Infinity\n"), text);
    assertTrue(JsonReport.of(results, surroundings).contains("no figure: Infinity"));
  }

  @Test
  void oneReasonForManyRowsIsToldOnce() {
    for (String label : List.of("a", "b", "c")) {
      results.fail(new Row(SPEED.section(), label), "ours", "cable");
    }
    String text = TextReport.of(results, surroundings, 0);
    assertTrue(text.contains("\nours failed: TCP, a and 2 more: cable\n"), text);
  }

  @Test
  void whatTheKernelAloneDoesIsALimitWhereMoreIsBetter() {
    Results limited = new Results(List.of("ours", "veth"), 1);
    limited.add(SPEED, "ours", 23);
    limited.add(SPEED, "veth", 50);
    limited.add(TIME, "ours", 75);
    limited.add(TIME, "veth", 1);
    String text = TextReport.of(limited, surroundings, 0);
    List<String> lines = text.lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
    assertTrue(lines.contains("MTU 1500, out 23.0 [0.46] 50.0"), text);
    assertTrue(lines.contains("ready 75.0 1.00"), text);
    assertTrue(text.contains(Limit.LEGEND), text);
    assertTrue(MarkdownReport.of(limited, surroundings).contains("| 23.0 [0.46] | 50.0 |"));
    String page = HtmlReport.of(limited, surroundings);
    assertTrue(page.contains("<strong>23.0 [0.46]</strong> ours"), page);
    assertTrue(page.contains(Html.escaped(Limit.LEGEND)), page);
    assertTrue(JsonReport.of(limited, surroundings).contains("\"ofLimit\": 0.46"));
    assertFalse(TextReport.of(results, surroundings, 0).contains(Limit.LEGEND));
  }

  @Test
  void jsonHoldsEverySampleInOrder() {
    JsonObject report =
        JsonParser.parseString(JsonReport.of(results, surroundings)).getAsJsonObject();
    assertEquals("Linux <6>", report.getAsJsonObject("surroundings").get("machine").getAsString());
    JsonObject section = report.getAsJsonArray("sections").get(0).getAsJsonObject();
    assertEquals("Gbit/s", section.get("unit").getAsString());
    JsonObject row = section.getAsJsonArray("rows").get(0).getAsJsonObject();
    JsonObject ours = row.getAsJsonObject("results").getAsJsonObject("ours");
    JsonArray samples = ours.getAsJsonArray("samples");
    assertEquals(
        "[{\"round\":1,\"value\":30.0},{\"round\":2,\"value\":10.0},{\"round\":3,\"value\":20.0}]",
        samples.toString());
    assertEquals(
        "[{\"round\":1,\"seconds\":60.0,\"loadAverage\":1.5,\"othersPercent\":12.5,"
            + "\"stolenPercent\":0.0}]",
        report.getAsJsonArray("rounds").toString());
    assertEquals("slirp4j bench 1", report.get("format").getAsString());
    assertEquals(20, ours.get("median").getAsDouble());
    assertFalse(row.getAsJsonObject("results").has("absent"));
    JsonObject start = report.getAsJsonArray("sections").get(1).getAsJsonObject();
    JsonObject failed = start.getAsJsonArray("rows").get(0).getAsJsonObject();
    assertEquals(
        "{\"failure\":\"<b>it \\\"broke\\\" & ended\"}",
        failed
            .getAsJsonObject("results")
            .get("theirs")
            .toString()
            .replace("\\u0026", "&")
            .replace("\\u003c", "<")
            .replace("\\u003e", ">"));
  }

  @Test
  void thePageEscapesWhatItShows() {
    String page = HtmlReport.of(results, surroundings);
    assertTrue(page.contains("Linux &lt;6&gt;"), page);
    assertTrue(page.contains("&lt;b&gt;it &quot;broke&quot; &amp; ended"), page);
    assertFalse(page.contains("<b>"), page);
  }

  @Test
  void namesOfAllKindsAreEscapedInEveryForm() {
    String evil = "\"><script>x</script><i a='";
    Results named = new Results(List.of(evil), 1);
    named.add(new Row(Row.Section.more(evil, evil), evil), evil, 1);
    named.fail(new Row(Row.Section.less(evil + 2, evil), evil), evil, evil);
    named.add(new Row(Row.Section.curve(evil + 3, evil), "10"), evil, 1);
    surroundings.put(evil, evil);
    for (String text :
        List.of(HtmlReport.of(named, surroundings), MarkdownReport.of(named, surroundings))) {
      assertFalse(text.contains("<script>"), text);
      assertFalse(text.contains("<i a="), text);
    }
    assertEquals(
        evil,
        JsonParser.parseString(JsonReport.of(named, surroundings))
            .getAsJsonObject()
            .getAsJsonArray("rivals")
            .get(0)
            .getAsString());
  }

  @Test
  void everySectionOfTheFileHasItsUnit() {
    JsonObject report =
        JsonParser.parseString(JsonReport.of(results, surroundings)).getAsJsonObject();
    List<String> units =
        report.getAsJsonArray("sections").asList().stream()
            .map(section -> section.getAsJsonObject().get("unit").getAsString())
            .toList();
    assertEquals(List.of("Gbit/s", "ms", "1/s"), units);
  }

  @Test
  void thePageLoadsNothingAndRunsNothing() {
    String page = HtmlReport.of(results, surroundings);
    assertFalse(page.contains("http:"), page);
    assertFalse(page.contains("https:"), page);
    assertFalse(page.contains("<script"), page);
    assertFalse(page.contains("url("), page);
    assertFalse(page.contains("src="), page);
    assertFalse(page.contains("href="), page);
    assertFalse(page.contains("@import"), page);
    assertFalse(page.contains("//"), page);
    assertTrue(page.contains("default-src 'none'"), page);
  }

  @Test
  void markdownShowsTheSameTables() {
    String text = MarkdownReport.of(results, surroundings);
    assertTrue(text.contains("| machine | Linux &lt;6&gt; |\n"), text);
    String table =
        """
        | TCP, Gbit/s | ours | theirs |
        |---|---|---|
        | MTU 1500, out | 20.0 (10.0-30.0) | 5.25 |
        """;
    assertTrue(text.contains(table), text);
  }

  @Test
  void markdownTellsWhatIsMissingAndWhy() {
    Results two = new Results(List.of("ours", "theirs"), 2);
    two.add(SPEED, "ours", 1);
    two.fail(SPEED, "ours", "a | cable");
    two.add(SPEED, "theirs", 2);
    two.add(SPEED, "theirs", 4);
    two.fail(TIME, "theirs", "ended");
    String text = MarkdownReport.of(two, surroundings);
    assertTrue(text.contains("| MTU 1500, out | 1.00 (1 of 2) ! | 3.00 (2.00-4.00) |\n"), text);
    assertTrue(text.contains("\n- ours in doubt (!): TCP, MTU 1500, out: a \\| cable\n"), text);
    assertTrue(text.endsWith("\n- theirs failed: Start, ready: ended\n"), text);
  }

  @Test
  void chartsAreWellFormed() throws Exception {
    for (String chart :
        List.of(
            BarChart.of(results, SPEED.section()),
            BarChart.of(results, TIME.section()),
            LineChart.of(results, POINT.section()))) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(chart)));
    }
  }

  @Test
  void theLongestBarBelongsToTheLargestMedian() {
    String chart = BarChart.of(results, SPEED.section());
    List<Double> widths =
        chart
            .lines()
            .filter(line -> line.contains("class=\"fill\""))
            .map(line -> Double.valueOf(line.replaceAll(".*?width:([0-9.]+)%.*", "$1")))
            .toList();
    assertEquals(2, widths.size());
    assertEquals(20 / 5.25, widths.get(0) / widths.get(1), 0.05);
  }

  @Test
  void chartsOfNothingAreEmpty() {
    Results none = new Results(List.of("ours"), 1);
    none.fail(SPEED, "ours", "broken");
    none.fail(POINT, "ours", "broken");
    assertTrue(BarChart.of(none, SPEED.section()).contains("failed</span> ours"));
    assertFalse(LineChart.of(none, POINT.section()).contains("NaN"));
  }
}
