package org.slirp4j.runtime.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.auto.AutoFilter;
import org.slirp4j.portfwd.forward.ForwardRule;

/**
 * The ports that a command line asks for.
 *
 * @param publish from the host into the namespace
 * @param reverse from inside to services of the host
 * @param auto which ports are forwarded by themselves when the command listens on them, or null for
 *     none
 */
public record PortOptions(
    List<ForwardRule> publish, List<ForwardRule> reverse, @Nullable AutoFilter auto) {
  /** No ports at all. */
  public static final PortOptions NONE = new PortOptions(List.of(), List.of(), null);
}
