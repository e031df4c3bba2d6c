package org.slirp4j.runtime.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every sample of every rival, and every failure; rows stay in the order in which they came. */
public final class Results {
  private final List<String> rivals;
  private final int rounds;
  private final List<MachineUse> uses = new ArrayList<>();
  private final Map<Row, Map<String, List<Sample>>> samples = new LinkedHashMap<>();
  private final Map<Row, Map<String, String>> failures = new LinkedHashMap<>();

  private int round = 1;

  /**
   * A figure.
   *
   * @param round in which it was taken; the first is 1
   */
  public record Sample(int round, double value) {}

  /**
   * Begins without any.
   *
   * @param rounds how many samples are wanted
   */
  public Results(List<String> rivals, int rounds) {
    this.rivals = List.copyOf(rivals);
    this.rounds = rounds;
  }

  /** Notes that samples are of a round from now on; the first is 1. */
  public void beginRound(int number) {
    round = number;
  }

  /** Notes what the machine did in a round that has ended. */
  public void endRound(MachineUse use) {
    uses.add(use);
  }

  /** Returns what the machine did in each round. */
  public List<MachineUse> uses() {
    return uses;
  }

  /** Adds a sample; a value that is no number, or infinite, is a failure. */
  public void add(Row row, String rival, double value) {
    if (!Double.isFinite(value)) {
      fail(row, rival, "no figure: " + value);
      return;
    }
    of(row).computeIfAbsent(rival, name -> new ArrayList<>()).add(new Sample(round, value));
  }

  /** Notes why there is no sample; the first reason stays. */
  public void fail(Row row, String rival, String why) {
    of(row);
    failures.computeIfAbsent(row, each -> new LinkedHashMap<>()).putIfAbsent(rival, why);
  }

  private Map<String, List<Sample>> of(Row row) {
    return samples.computeIfAbsent(row, each -> new LinkedHashMap<>());
  }

  /** Returns whether there is no sample at all. */
  public boolean isEmpty() {
    return samples.values().stream().allMatch(Map::isEmpty);
  }

  /** Returns how many samples there are when nothing has failed. */
  public int rounds() {
    return rounds;
  }

  /** Returns the rivals in the order of the columns. */
  public List<String> rivals() {
    return rivals;
  }

  /** Returns those who took part in a section, in the order of the columns. */
  public List<String> rivals(Row.Section section) {
    List<Row> rows = rows(section);
    return rivals.stream()
        .filter(rival ->
            rows.stream()
                .anyMatch(row -> !samples(row, rival).isEmpty() || failure(row, rival) != null))
        .toList();
  }

  /** Returns the sections in the order in which their first rows came. */
  public List<Row.Section> sections() {
    return samples.keySet().stream().map(Row::section).distinct().toList();
  }

  /** Returns a section's rows. */
  public List<Row> rows(Row.Section section) {
    return samples.keySet().stream().filter(row -> row.section().equals(section)).toList();
  }

  /** Returns a rival's samples, which may be none. */
  public List<Sample> samples(Row row, String rival) {
    return samples.getOrDefault(row, Map.of()).getOrDefault(rival, List.of());
  }

  /** Returns a rival's samples in short, or null if there are none. */
  public @Nullable Summary summary(Row row, String rival) {
    List<Double> all = samples(row, rival).stream().map(Sample::value).toList();
    return all.isEmpty() ? null : Summary.of(all);
  }

  /** Returns why a sample of a rival is missing, or null if none is. */
  public @Nullable String failure(Row row, String rival) {
    return failures.getOrDefault(row, Map.of()).get(rival);
  }
}
