package org.slirp4j.runtime.engine;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.tapdev.MacAddress;

/**
 * What an engine is to be.
 *
 * @param tapName name of the TAP in the namespace
 * @param configure whether to configure the TAP, or leave that to whoever made it
 * @param macAddress the TAP's link address when it is configured, or null for the kernel's choice
 * @param network the network inside
 * @param resolver which name servers
 * @param vnetHeader whether to use the kernel's offloads where it has them
 * @param observer who is shown every frame, or null
 */
public record EngineConfig(
    String tapName,
    boolean configure,
    @Nullable MacAddress macAddress,
    NetworkOptions network,
    ResolverConfig resolver,
    boolean vnetHeader,
    @Nullable FrameObserver observer) {}
