package org.slirp4j.runtime.control;

import org.jspecify.annotations.Nullable;

/**
 * What leads where, in texts that are checked when the rule is made.
 *
 * @param reverse false: from the host into the container; true: from inside to a host service
 * @param protocol {@code tcp} or {@code udp}
 * @param listen where clients come: {@code 127.0.0.1:8080}, {@code [::1]:8080}, {@code 0.0.0.0:0},
 *     {@code eth0:8000-8100} or {@code unix:/path}; ports alone stand for all addresses
 * @param target where they are led, in the same form; ports alone stand for the container's (or, if
 *     reverse, the host's loopback) address
 * @param fast whether speed is preferred to the client's address; null: as the container's settings
 *     say
 */
public record RuleSpec(
    boolean reverse, String protocol, String listen, String target, @Nullable Boolean fast) {}
