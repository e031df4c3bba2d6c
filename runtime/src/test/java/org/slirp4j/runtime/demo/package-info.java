/** The demo's parts. */
@NullMarked
package org.slirp4j.runtime.demo;

import org.jspecify.annotations.NullMarked;
