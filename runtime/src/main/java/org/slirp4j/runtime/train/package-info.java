/**
 * The training run: what the build executes once so that the AOT cache holds the classes, the
 * linkage and the profiles of real work. The more it is like a user's run, the faster that starts.
 *
 * <p>The daemon and the verbs that ask it are left out on purpose: every class in the cache is made
 * ready at every start, so their 700 cost slirp4netns 35 ms of processor time, and gave {@code
 * slirp4j ps} nothing (100 ms with and without). For the same reason the traffic is made without
 * the JDK's HTTP server, and the counters are not printed.
 */
@NullMarked
package org.slirp4j.runtime.train;

import org.jspecify.annotations.NullMarked;
