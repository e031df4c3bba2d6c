package org.slirp4j.runtime.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a command line of {@code slirp4j bench [OPTION]...}. */
public final class BenchParser {
  private static final int DEFAULT_ROUNDS = 5;
  private static final int MAX_ROUNDS = 100;
  private static final double DEFAULT_SECONDS = 1;
  private static final double QUICK_SECONDS = 0.2;
  private static final double MIN_SECONDS = 0.1;
  private static final double MAX_SECONDS = 60;
  private static final int MIN_MTU = 576; // below, not every rival carries IPv4: RFC 791
  private static final int MAX_MTU = 65_520; // slirp4netns takes up to 65521, veth up to 65535
  private static final double DEFAULT_DELAY_MILLIS = 20;
  private static final double MAX_DELAY_MILLIS = 1_000;
  private static final double DEFAULT_GIGABITS = 5;
  private static final double MIN_GIGABITS = 0.01;
  private static final double MAX_GIGABITS = 20;

  /** Of rate times delay: 50 MB that a round trip carries, which a run keeps in memory. */
  private static final double MAX_PATH_MEGABITS = 400;

  private static final List<Integer> DEFAULT_MTUS = List.of(1_500, 9_000, MAX_MTU);
  private static final List<Integer> QUICK_MTUS = List.of(1_500, MAX_MTU);

  private boolean quick;
  private boolean quiet;
  private int rounds;
  private double seconds;
  private List<BenchOptions.Program> rivals = List.of();
  private List<String> measurements = List.of();
  private List<Integer> mtus = List.of();
  private double delayMillis = DEFAULT_DELAY_MILLIS;
  private double gigabits = DEFAULT_GIGABITS;
  private String generator = BenchTable.GENERATORS.getFirst();
  private String congestion = BenchTable.USUAL_CONGESTION;
  private @Nullable String json;
  private @Nullable String html;
  private @Nullable String markdown;

  private BenchParser() {}

  /**
   * Reads {@code words} from index {@code first} on; returns null when help is asked for.
   *
   * @throws UsageException when they cannot be obeyed
   */
  public static @Nullable BenchOptions parse(String[] words, int first) throws UsageException {
    GetoptLong options =
        new GetoptLong("slirp4j", BenchTable.LETTERS, BenchTable.OPTIONS, words, first, false);
    BenchParser parser = new BenchParser();
    for (int code = options.next(); code != GetoptLong.END; code = options.next()) {
      if (code == 'h') {
        return null;
      }
      parser.take(code, options.optionalArgument());
    }
    if (!options.operands().isEmpty()) {
      throw new UsageException(
          "bench takes options only, and \"" + options.operands().getFirst() + "\" is none");
    }
    return parser.result();
  }

  private void take(int code, @Nullable String given) throws UsageException {
    String argument = given == null ? "" : given;
    switch (code) {
      case BenchTable.QUICK -> quick = true;
      case 'q' -> quiet = true;
      case 'r' -> rounds = rounds(argument);
      case 't' -> seconds = number("seconds", argument, MIN_SECONDS, MAX_SECONDS, "seconds");
      case BenchTable.DELAY ->
          delayMillis = number("delay", argument, 1, MAX_DELAY_MILLIS, "milliseconds");
      case BenchTable.RATE ->
          gigabits = number("rate", argument, MIN_GIGABITS, MAX_GIGABITS, "Gbit/s");
      case 's' -> rivals = rivals(argument);
      case 'x' -> measurements = measurements(argument);
      case BenchTable.MTU -> mtus = mtus(argument);
      case BenchTable.GENERATOR -> generator = known("generator", argument, BenchTable.GENERATORS);
      case BenchTable.CONGESTION -> congestion = word("congestion", argument);
      case BenchTable.JSON -> json = word("json", argument);
      case BenchTable.HTML -> html = word("html", argument);
      case BenchTable.MARKDOWN -> markdown = word("markdown", argument);
      default -> throw new IllegalStateException("option " + code);
    }
  }

  private BenchOptions result() throws UsageException {
    List<String> files = new ArrayList<>();
    for (String file : new @Nullable String[] {json, html, markdown}) {
      if (file != null) {
        files.add(file);
      }
    }
    onlyOnce("json', '--html', '--markdown", files);
    if (delayMillis * gigabits > MAX_PATH_MEGABITS) {
      throw new UsageException(
          "option '--rate': at most "
              + shown(MAX_PATH_MEGABITS / delayMillis)
              + " Gbit/s with a --delay of "
              + shown(delayMillis)
              + " milliseconds");
    }
    double length = seconds != 0 ? seconds : quick ? QUICK_SECONDS : DEFAULT_SECONDS;
    if (generator.equals("iperf3") && length != Math.rint(length)) {
      throw new UsageException("option '--generator': iperf3 needs whole --seconds, as in 1 or 2");
    }
    return new BenchOptions(
        quick,
        rounds != 0 ? rounds : quick ? 1 : DEFAULT_ROUNDS,
        length,
        rivals,
        measurements.isEmpty() ? usualMeasurements() : measurements,
        !mtus.isEmpty() ? mtus : quick ? QUICK_MTUS : DEFAULT_MTUS,
        delayMillis,
        gigabits,
        generator,
        congestion,
        json,
        html,
        markdown,
        quiet);
  }

  private static int rounds(String text) throws UsageException {
    int number = Decimal.parse(text);
    if (number < 1 || number > MAX_ROUNDS) {
      throw new UsageException("option '--rounds': 1 to " + MAX_ROUNDS + ", not \"" + text + "\"");
    }
    return number;
  }

  private List<String> usualMeasurements() {
    return BenchTable.MEASUREMENTS.stream()
        .filter(name -> !quick || !BenchTable.NOT_QUICK.contains(name))
        .toList();
  }

  private static double number(String option, String text, double least, double most, String unit)
      throws UsageException {
    try {
      double number = Double.parseDouble(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new UsageException(
        "option '--"
            + option
            + "': "
            + shown(least)
            + " to "
            + shown(most)
            + " "
            + unit
            + ", not \""
            + text
            + "\"");
  }

  /** Returns a number as a person would write it. */
  private static String shown(double number) {
    return new BigDecimal(number).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  private static List<BenchOptions.Program> rivals(String text) throws UsageException {
    List<BenchOptions.Program> list = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      String path = equals < 0 ? "" : word.substring(equals + 1);
      names.add(known("rivals", name, BenchTable.RIVALS));
      if (equals >= 0 && (path.isEmpty() || name.equals("veth"))) {
        throw new UsageException(
            path.isEmpty()
                ? "option '--rivals': " + name + "= needs the path of a program"
                : "option '--rivals': veth is no program");
      }
      list.add(new BenchOptions.Program(name, path));
    }
    onlyOnce("rivals", names);
    return list;
  }

  private static List<String> measurements(String text) throws UsageException {
    List<String> list = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      list.add(known("measurements", word, BenchTable.MEASUREMENTS));
    }
    onlyOnce("measurements", list);
    return list;
  }

  private static List<Integer> mtus(String text) throws UsageException {
    List<Integer> list = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      int mtu = Decimal.parse(word);
      if (mtu < MIN_MTU || mtu > MAX_MTU) {
        throw new UsageException(
            "option '--mtu': " + MIN_MTU + " to " + MAX_MTU + ", not \"" + word + "\"");
      }
      list.add(mtu);
    }
    onlyOnce("mtu", list);
    return list;
  }

  private static void onlyOnce(String option, List<?> list) throws UsageException {
    for (Object each : list) {
      if (list.indexOf(each) != list.lastIndexOf(each)) {
        throw new UsageException("option '--" + option + "': \"" + each + "\" is there twice");
      }
    }
  }

  private static String known(String option, String word, List<String> all) throws UsageException {
    if (!all.contains(word)) {
      throw new UsageException(
          "option '--" + option + "': \"" + word + "\" is none of " + String.join(", ", all));
    }
    return word;
  }

  private static String word(String option, String text) throws UsageException {
    if (text.isBlank()) {
      throw new UsageException("option '--" + option + "' needs something in it");
    }
    return text;
  }
}
