package org.slirp4j.runtime.bench.report;

import java.util.List;

/**
 * What samples have in common.
 *
 * @param count how many there are, at least one
 * @param median the middle one, or the mean of the two in the middle
 * @param least the smallest
 * @param most the largest
 */
public record Summary(int count, double median, double least, double most) {
  /** Returns the summary of at least one sample. */
  public static Summary of(List<Double> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("no samples");
    }
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Summary(sorted.length, median, sorted[0], sorted[sorted.length - 1]);
  }
}
