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
 * @param exitFd the descriptor whose hang-up ends the process, or −1
 * @param readyFd the descriptor that is told when all is up, or −1
 * @param mtu largest IP packet in bytes
 * @param cidr the network inside
 * @param hostLoopback whether the gateway address reaches the host's loopback
 * @param dns whether the DNS address relays to the host's name servers
 * @param outboundAddress source address of outbound sockets, or 0 for the kernel's choice
 * @param macAddress the TAP's link address, or null for a random one
 * @param warnings lines for standard error, each ending in a newline
 */
public record Slirp4netnsOptions(
    NamespaceTarget target,
    String tapName,
    boolean configure,
    int exitFd,
    int readyFd,
    int mtu,
    Cidr cidr,
    boolean hostLoopback,
    boolean dns,
    int outboundAddress,
    @Nullable MacAddress macAddress,
    String warnings)
    implements Slirp4netnsCommand {}
