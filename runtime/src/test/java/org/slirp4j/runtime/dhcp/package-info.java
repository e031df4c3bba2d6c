/**
 * Guest configuration as real DHCP clients take it: each in a container of its own, on a TAP that
 * nothing but the client configures.
 */
@NullMarked
package org.slirp4j.runtime.dhcp;

import org.jspecify.annotations.NullMarked;
