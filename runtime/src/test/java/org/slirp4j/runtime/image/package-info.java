/** The image as its users meet it: launchers, links, moved and read-only folders, no JDK. */
@NullMarked
package org.slirp4j.runtime.image;

import org.jspecify.annotations.NullMarked;
