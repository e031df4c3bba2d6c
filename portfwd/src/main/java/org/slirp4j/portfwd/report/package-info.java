/**
 * What the relays tell people: counters for what is usual, log lines for what is not.
 *
 * <p>A data path does not log. It counts in {@link org.slirp4j.portfwd.report.RelayCounters}, and a
 * line goes to {@link org.slirp4j.portfwd.report.Log} only for what somebody has to mend, at a
 * bounded rate: {@link org.slirp4j.portfwd.report.LogGate}.
 */
@NullMarked
package org.slirp4j.portfwd.report;

import org.jspecify.annotations.NullMarked;
