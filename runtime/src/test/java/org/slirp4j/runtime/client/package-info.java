/** The verbs that ask the daemon, against the real server with a control that only pretends. */
@NullMarked
package org.slirp4j.runtime.client;

import org.jspecify.annotations.NullMarked;
