/** The engine's parts, without a device. */
@NullMarked
package org.slirp4j.runtime.engine;

import org.jspecify.annotations.NullMarked;
