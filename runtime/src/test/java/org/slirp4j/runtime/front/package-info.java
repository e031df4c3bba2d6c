/** Tests of the front door with the image, real namespaces and real shells. */
@NullMarked
package org.slirp4j.runtime.front;

import org.jspecify.annotations.NullMarked;
