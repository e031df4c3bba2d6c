package org.slirp4j.runtime.top;

import java.util.Comparator;

/** By what rows are sorted, the most first. */
enum Order {
  OUT('o', "out"),
  IN('i', "in"),
  PACKETS('p', "packets"),
  FLOWS('f', "flows"),
  DROPS('d', "drops"),
  NAME('n', "name");

  final char key;
  final String word;

  Order(char key, String word) {
    this.key = key;
    this.word = word;
  }

  /** Returns how containers are sorted; those that are alike by their names. */
  Comparator<ContainerRow> containers() {
    Comparator<ContainerRow> first =
        switch (this) {
          case OUT -> Comparator.comparingDouble(row -> -row.bytesOut());
          case IN -> Comparator.comparingDouble(row -> -row.bytesIn());
          case PACKETS -> Comparator.comparingDouble(row -> -row.packets());
          case FLOWS -> Comparator.comparingLong(row -> -row.flows());
          case DROPS -> Comparator.comparingDouble(row -> -row.drops());
          case NAME -> Comparator.comparing(ContainerRow::name);
        };
    return first.thenComparing(ContainerRow::name);
  }

  /** Returns how flows are sorted; those that are alike by how much they have carried. */
  Comparator<FlowRow> flows() {
    Comparator<FlowRow> rate =
        switch (this) {
          case OUT -> Comparator.comparingDouble(row -> -row.bytesOut());
          case IN -> Comparator.comparingDouble(row -> -row.bytesIn());
          default -> Comparator.comparingDouble(row -> -row.bytesOut() - row.bytesIn());
        };
    return rate.thenComparingLong(row -> -row.total()).thenComparingLong(FlowRow::id);
  }
}
