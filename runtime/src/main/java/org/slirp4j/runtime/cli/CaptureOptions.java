package org.slirp4j.runtime.cli;

import org.jspecify.annotations.Nullable;

/**
 * What {@code slirp4j capture} is to do.
 *
 * @param container whose frames
 * @param file where to, {@code -} for standard output; null for lines on a terminal, or pcapng
 * @param filter in tcpdump's language; empty for all
 */
public record CaptureOptions(String container, @Nullable String file, String filter) {}
