package org.slirp4j.runtime.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slirp4j.portfwd.report.Latencies;

/**
 * A family of histograms, one for each of a set of labels, read from {@link Latencies} when they
 * are asked for.
 *
 * <p>Micrometer's own timers keep a second copy of every count and allocate when they record, and
 * none of its meters takes buckets that were counted elsewhere; so this goes to the registry
 * beneath.
 */
final class Histograms implements Collector {
  private static final double NANOS_PER_SECOND = 1e9;

  private final MetricMetadata metadata;
  private final Map<Labels, Latencies> members = new ConcurrentHashMap<>();

  /**
   * Makes a family without members.
   *
   * @param name in Prometheus's form, with the unit: {@code slirp4j_connect_seconds}
   */
  Histograms(String name, String help) {
    metadata = new MetricMetadata(name, help, Unit.SECONDS);
  }

  void add(Labels labels, Latencies latencies) {
    members.put(labels, latencies);
  }

  /** Removes all members of a container. */
  void remove(String container) {
    members.keySet().removeIf(labels -> container.equals(labels.get("container")));
  }

  @Override
  public MetricSnapshot collect() {
    Collection<HistogramSnapshot.HistogramDataPointSnapshot> points = new ArrayList<>();
    members.forEach((labels, latencies) -> points.add(point(labels, latencies)));
    return new HistogramSnapshot(metadata, points);
  }

  private static HistogramSnapshot.HistogramDataPointSnapshot point(
      Labels labels, Latencies latencies) {
    List<Double> bounds = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < Latencies.buckets(); i++) {
      long bound = Latencies.boundNanos(i);
      bounds.add(bound == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : bound / NANOS_PER_SECOND);
      counts.add(latencies.count(i));
    }
    return HistogramSnapshot.HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
        .sum(latencies.sumNanos() / NANOS_PER_SECOND)
        .labels(labels)
        .build();
  }
}
