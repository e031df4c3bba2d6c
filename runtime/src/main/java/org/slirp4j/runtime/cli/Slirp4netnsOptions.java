package org.slirp4j.runtime.cli;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.MacAddress;
import org.slirp4j.tapdev.NamespaceTarget;

/**
 * What a slirp4netns command line asks for, checked.
 *
 * @param target the namespaces to connect
 * @param tapName name of the TAP, at most 15 characters
 * @param configure whether to configure the TAP inside
 * @param macAddress the TAP's link address, or null for a random one
 * @param exitFd the descriptor whose hang-up ends the process, or −1
 * @param readyFd the descriptor that is told when all is up, or −1
 * @param network the network inside
 * @param apiSocket path of the API socket, or null for none
 * @param sandbox whether to give up the file system and all capabilities but one
 * @param seccomp whether to give up all system calls but the needed ones
 * @param warnings lines for a person, each ending in a newline
 */
public record Slirp4netnsOptions(
    NamespaceTarget target,
    String tapName,
    boolean configure,
    @Nullable MacAddress macAddress,
    int exitFd,
    int readyFd,
    NetworkOptions network,
    @Nullable String apiSocket,
    boolean sandbox,
    boolean seccomp,
    String warnings)
    implements Slirp4netnsCommand {}
