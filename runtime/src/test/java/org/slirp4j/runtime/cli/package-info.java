/** Command lines: what is taken, and what a wrong one is told. */
@NullMarked
package org.slirp4j.runtime.cli;

import org.jspecify.annotations.NullMarked;
