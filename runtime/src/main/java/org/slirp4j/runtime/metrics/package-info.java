/**
 * The counters as Micrometer meters.
 *
 * <p>The data path counts in plain fields of {@code tcpip} and {@code portfwd}, which costs an
 * addition. Meters read those fields when they are read themselves, so nothing is registered,
 * loaded or kept until somebody asks.
 */
@NullMarked
package org.slirp4j.runtime.metrics;

import org.jspecify.annotations.NullMarked;
