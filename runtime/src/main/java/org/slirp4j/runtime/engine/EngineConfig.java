package org.slirp4j.runtime.engine;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.runtime.cli.NetworkOptions;

/**
 * What an engine is to be.
 *
 * @param name what its thread and its log lines are called by, or null when it is the only one
 * @param network the network inside
 * @param resolver which name servers
 * @param vnetHeader whether to use the kernel's offloads where it has them
 * @param observer who is shown every frame, or null
 * @param limits what it may take
 */
public record EngineConfig(
    @Nullable String name,
    NetworkOptions network,
    ResolverConfig resolver,
    boolean vnetHeader,
    @Nullable FrameObserver observer,
    EngineLimits limits) {
  /** What the only engine of a process is to be. */
  public EngineConfig(
      NetworkOptions network,
      ResolverConfig resolver,
      boolean vnetHeader,
      @Nullable FrameObserver observer) {
    this(null, network, resolver, vnetHeader, observer, EngineLimits.ALONE);
  }
}
