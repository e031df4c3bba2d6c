/** The slirp4j face on a real kernel. */
@NullMarked
package org.slirp4j.runtime.run;

import org.jspecify.annotations.NullMarked;
