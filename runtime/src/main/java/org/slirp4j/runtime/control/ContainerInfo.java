package org.slirp4j.runtime.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container as clients see it.
 *
 * @param id the attaching's number, never used twice
 * @param name its name
 * @param state whether it is there
 * @param pid the process that it was attached by, or 0
 * @param netns its network namespace as a path or as {@code net:[inode]}
 * @param addresses its own addresses, IPv4 first
 * @param dns the name servers that it is to use
 * @param settings its settings
 * @param limits what it may take
 * @param source who attached it
 * @param since when it came into this state
 * @param problem why it is not attached, or null
 */
public record ContainerInfo(
    long id,
    String name,
    State state,
    int pid,
    String netns,
    List<String> addresses,
    List<String> dns,
    Settings settings,
    ContainerLimits limits,
    String source,
    Instant since,
    @Nullable String problem) {
  /** Whether a container is there. */
  public enum State {
    /** Packets flow. */
    ATTACHED,
    /** It has rules on disk, which wait for it. */
    AWAITED,
    /** Its traffic handling has failed; the others go on. */
    FAILED
  }
}
