/** Tests of named networks. */
@NullMarked
package org.slirp4j.runtime.network;

import org.jspecify.annotations.NullMarked;
