/** Answers of HTTP, good and bad, as a program that looks takes them. */
@NullMarked
package org.slirp4j.runtime.reader;

import org.jspecify.annotations.NullMarked;
