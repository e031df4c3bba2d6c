/** The slirp4j face: what a person types. */
@NullMarked
package org.slirp4j.runtime.person;

import org.jspecify.annotations.NullMarked;
