/**
 * The training run: what the build executes once so that the AOT cache holds the classes, the
 * linkage and the profiles of real work. The more it is like a user's run, the faster that starts.
 */
@NullMarked
package org.slirp4j.runtime.train;

import org.jspecify.annotations.NullMarked;
