/**
 * Shell scripts that connect a namespace of their own making, as slirp4netns' manual teaches:
 * unshare(1), nsenter(1), the API by nc(1) and socat(1), its replies read with jq(1).
 */
@NullMarked
package org.slirp4j.runtime.scripts;

import org.jspecify.annotations.NullMarked;
