/** Tests of the image with programs that nobody here wrote, started as their users start them. */
@NullMarked
package org.slirp4j.runtime.clients;

import org.jspecify.annotations.NullMarked;
