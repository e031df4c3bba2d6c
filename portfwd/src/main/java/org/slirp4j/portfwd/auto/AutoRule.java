package org.slirp4j.portfwd.auto;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.forward.ForwardRule;

/**
 * A forward that is there, or should be, because the container listens.
 *
 * @param id its number among the {@link org.slirp4j.portfwd.forward.Forwards}, or 0 when it could
 *     not be had so far
 * @param rule what leads where
 * @param problem why it could not be had, or null
 */
public record AutoRule(int id, ForwardRule rule, @Nullable String problem) {}
