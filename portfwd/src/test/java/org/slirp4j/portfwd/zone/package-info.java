/** Tests of DNS zones. */
@NullMarked
package org.slirp4j.portfwd.zone;

import org.jspecify.annotations.NullMarked;
