package org.slirp4j.runtime.cli;

import org.jspecify.annotations.Nullable;

/**
 * What {@code slirp4j top} is to show.
 *
 * @param container whose flows, or null for the busiest one's
 * @param once whether one table is enough
 * @param intervalSeconds the time between two looks
 */
public record TopOptions(@Nullable String container, boolean once, double intervalSeconds) {}
