package org.slirp4j.runtime.engine;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.runtime.cli.NetworkOptions;

/**
 * What an engine is to be.
 *
 * @param network the network inside
 * @param resolver which name servers
 * @param vnetHeader whether to use the kernel's offloads where it has them
 * @param observer who is shown every frame, or null
 */
public record EngineConfig(
    NetworkOptions network,
    ResolverConfig resolver,
    boolean vnetHeader,
    @Nullable FrameObserver observer) {}
