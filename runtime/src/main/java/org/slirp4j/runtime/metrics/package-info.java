/**
 * The counters as Micrometer meters.
 *
 * <p>The data path counts in plain fields of {@code tcpip} and {@code portfwd}, which costs an
 * addition. Meters read those fields when they are read themselves, so nothing is registered,
 * loaded or kept until somebody asks.
 *
 * <pre>
 *   slirp4netns, slirp4j run   {@link org.slirp4j.runtime.metrics.Meters}    SIGUSR1, --stats: text
 *   slirp4j daemon             {@link org.slirp4j.runtime.metrics.Metrics}   /metrics: OpenMetrics
 * </pre>
 *
 * <p>In a daemon every meter of a container carries its name as the tag {@code container}, those of
 * a rule its id as {@code rule}. They appear at the first reading after the container, and vanish
 * with it: whoever reads never sees an engine that has ended, and nothing of it is kept.
 *
 * <p>Durations are counted in fixed buckets by the loops themselves ({@link
 * org.slirp4j.portfwd.report.Latencies}) and shown as histograms of the registry beneath
 * Micrometer's.
 */
@NullMarked
package org.slirp4j.runtime.metrics;

import org.jspecify.annotations.NullMarked;
