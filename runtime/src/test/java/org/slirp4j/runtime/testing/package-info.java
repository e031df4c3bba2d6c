/**
 * What the image's tests are made of: namespaces made by the user who runs them, the image's
 * programs started in the way their callers start them, and servers on the host's loopback.
 *
 * <p>Nothing here sends a packet anywhere but to loopback or into a namespace that the test made.
 */
@NullMarked
package org.slirp4j.runtime.testing;

import org.jspecify.annotations.NullMarked;
