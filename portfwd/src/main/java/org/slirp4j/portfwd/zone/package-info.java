/** DNS zones that clients of an API add for a container; they are gone with it. */
@NullMarked
package org.slirp4j.portfwd.zone;

import org.jspecify.annotations.NullMarked;
