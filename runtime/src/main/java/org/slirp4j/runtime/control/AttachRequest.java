package org.slirp4j.runtime.control;

import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.tapdev.MacAddress;
import org.slirp4j.tapdev.NamespaceTarget;

/**
 * A container to attach.
 *
 * @param name its name: letters, digits, {@code _.-}, at most 64, not beginning with {@code .-};
 *     null for one of the daemon's choice
 * @param target its namespaces, by a path or process that the daemon can see
 * @param tapName the interface's name
 * @param configured whether the interface is given its addresses
 * @param macAddress its link address, or null for the kernel's choice
 * @param network the network inside
 * @param settings what it may do and what is done for it
 * @param source who asked, such as {@code cli} or {@code slirp4netns}
 * @param lasting whether the container is remembered and attached again after a restart
 * @param limits what it may take
 */
public record AttachRequest(
    @Nullable String name,
    NamespaceTarget target,
    String tapName,
    boolean configured,
    @Nullable MacAddress macAddress,
    NetworkOptions network,
    Settings settings,
    String source,
    boolean lasting,
    ContainerLimits limits) {
  /** Makes one with no limits of its own. */
  public AttachRequest(
      @Nullable String name,
      NamespaceTarget target,
      String tapName,
      boolean configured,
      @Nullable MacAddress macAddress,
      NetworkOptions network,
      Settings settings,
      String source,
      boolean lasting) {
    this(
        name,
        target,
        tapName,
        configured,
        macAddress,
        network,
        settings,
        source,
        lasting,
        ContainerLimits.NONE);
  }
}
