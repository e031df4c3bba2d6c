/** What the relays are told when they are made: addresses, policy, bounds. Plain records. */
@NullMarked
package org.slirp4j.portfwd.config;

import org.jspecify.annotations.NullMarked;
