package org.slirp4j.runtime.cli;

import org.jspecify.annotations.Nullable;

/**
 * What a {@code slirp4j daemon} command line asks for, checked.
 *
 * @param state the file that outlives the daemon, or null for the usual one
 * @param quiet whether only warnings are told
 */
public record DaemonOptions(@Nullable String state, boolean quiet) {}
