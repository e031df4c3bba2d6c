/**
 * A command in namespaces of its own, connected while it runs: the core of {@code slirp4j run},
 * {@code slirp4j demo} and the training run.
 *
 * <p>Order matters: the namespaces come first, with a process that waits in them; then the network;
 * then the command begins and finds it there; and when the command has ended, its connections are
 * reset and everything is gone.
 */
@NullMarked
package org.slirp4j.runtime.run;

import org.jspecify.annotations.NullMarked;
