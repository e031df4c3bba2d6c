package org.slirp4j.runtime.cli;

import org.jspecify.annotations.Nullable;

/**
 * What a slirp4netns command line asks for, checked.
 *
 * @param attachment what to connect
 * @param network the network inside
 * @param exitFd the descriptor whose hang-up ends the process, or −1
 * @param readyFd the descriptor that is told when all is up, or −1
 * @param apiSocket path of the API socket, or null for none
 * @param sandbox whether to give up the file system and all capabilities but one
 * @param seccomp whether to give up all system calls but the needed ones
 * @param fast whether forwards prefer speed to the client's address
 * @param warnings lines for a person, each ending in a newline
 */
public record Slirp4netnsOptions(
    Attachment attachment,
    NetworkOptions network,
    int exitFd,
    int readyFd,
    @Nullable String apiSocket,
    boolean sandbox,
    boolean seccomp,
    boolean fast,
    String warnings)
    implements Slirp4netnsCommand {}
