package org.slirp4j.runtime.daemon.state;

import org.slirp4j.runtime.control.RuleSpec;

/**
 * A rule on disk.
 *
 * @param id its number, never used twice
 * @param spec what leads where, with the port that the kernel has chosen
 * @param source who asked for it
 */
public record SavedRule(long id, RuleSpec spec, String source) {}
