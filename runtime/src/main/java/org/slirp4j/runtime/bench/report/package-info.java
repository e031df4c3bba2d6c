/**
 * What was measured, and how it is shown.
 *
 * <p>A {@link org.slirp4j.runtime.bench.report.Row} is one thing that can be compared, such as one
 * stream out at an MTU of 1500 bytes; rows with one unit make a section. {@link
 * org.slirp4j.runtime.bench.report.Results} holds every sample of every rival for it, or why there
 * is none. The three forms show the same: {@link org.slirp4j.runtime.bench.report.TextReport} the
 * medians with their spread, {@link org.slirp4j.runtime.bench.report.JsonReport} every sample, and
 * {@link org.slirp4j.runtime.bench.report.HtmlReport} charts, as one file that loads nothing.
 *
 * <p>A figure is a median; beside it stand the smallest and the largest sample and their number. No
 * sample is thrown away.
 */
@NullMarked
package org.slirp4j.runtime.bench.report;

import org.jspecify.annotations.NullMarked;
