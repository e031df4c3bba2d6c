/**
 * Command lines: words in, records of checked values out.
 *
 * <p>{@link org.slirp4j.runtime.cli.GetoptLong} splits words into options and operands by the rules
 * of GNU getopt_long, because callers of slirp4netns use all of them (interleaving, {@code
 * --mtu=65520}, abbreviations). {@link org.slirp4j.runtime.cli.Slirp4netnsOptions} and {@link
 * org.slirp4j.runtime.cli.RunOptions} give the words meaning. What is wrong becomes a {@link
 * org.slirp4j.runtime.cli.UsageException} with one line for a person; nothing here prints or exits.
 *
 * <p>Written by hand because it stands before the ready byte: a library that reads annotations
 * costs 90 ms of start-up, this none that can be measured. For the same reason nothing here uses
 * regular expressions, streams or formatters.
 */
@NullMarked
package org.slirp4j.runtime.cli;

import org.jspecify.annotations.NullMarked;
