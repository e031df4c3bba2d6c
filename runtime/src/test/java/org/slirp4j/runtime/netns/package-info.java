/** The slirp4netns face on a real kernel: what its callers rely on, and what bad input gets. */
@NullMarked
package org.slirp4j.runtime.netns;

import org.jspecify.annotations.NullMarked;
