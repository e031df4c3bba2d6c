package org.slirp4j.runtime.control;

import org.jspecify.annotations.Nullable;

/**
 * A rule as clients see it.
 *
 * @param id its number, never used twice, also not after a restart
 * @param container the name of the container that owns it
 * @param source who asked: {@code cli}, {@code api}, {@code rootlesskit}, {@code gvproxy}, {@code
 *     auto}
 * @param rule what leads where, with the port that the kernel has chosen
 * @param active whether it works now; its container may be away or the port taken
 * @param problem why it does not work, or null
 * @param lasting whether it is on disk
 * @param connections connections or UDP sessions so far
 * @param open those that are there now
 * @param bytesIn bytes towards the target so far
 * @param bytesOut bytes back to the clients so far
 */
public record RuleInfo(
    long id,
    String container,
    String source,
    RuleSpec rule,
    boolean active,
    @Nullable String problem,
    boolean lasting,
    long connections,
    long open,
    long bytesIn,
    long bytesOut) {}
