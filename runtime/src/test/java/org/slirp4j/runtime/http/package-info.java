/** The HTTP server and its APIs, against a control that only pretends. */
@NullMarked
package org.slirp4j.runtime.http;

import org.jspecify.annotations.NullMarked;
