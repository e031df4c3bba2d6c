package org.slirp4j.runtime.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container's settings beside its network.
 *
 * @param fast whether forwards prefer speed to the client's address: {@code --source-address=fast}
 * @param auto which ports are forwarded by themselves when the container listens on them, as a
 *     filter's text such as {@code 1024-65535}, or null for none
 * @param networks the named networks that it is attached to
 */
public record Settings(boolean fast, @Nullable String auto, List<String> networks) {
  /** The client's address is kept, nothing is forwarded by itself, no named network. */
  public static final Settings DEFAULT = new Settings(false, null, List.of());
}
