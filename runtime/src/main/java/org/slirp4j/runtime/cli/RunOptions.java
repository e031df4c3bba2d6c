package org.slirp4j.runtime.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code slirp4j run} command line asks for, checked.
 *
 * @param command the program to run and its arguments
 * @param mtu largest IP packet in bytes
 * @param cidr the network inside
 * @param hostLoopback whether the gateway address reaches the host's loopback
 * @param dns whether names are resolved through the host's name servers
 * @param outboundAddress source address of outbound sockets, or 0 for the kernel's choice
 * @param vnetHeader whether to use the kernel's offloads
 * @param trace where to dump frames: a file's name, empty for standard error, null for nowhere
 * @param stats whether to print the counters at the end
 */
public record RunOptions(
    List<String> command,
    int mtu,
    Cidr cidr,
    boolean hostLoopback,
    boolean dns,
    int outboundAddress,
    boolean vnetHeader,
    @Nullable String trace,
    boolean stats) {
  /** Largest frame, as with podman and RootlessKit: fewer, longer packets for programs inside. */
  public static final int DEFAULT_MTU = 65_520;

  /** Returns the defaults but for the MTU, to run {@code command}. */
  public static RunOptions of(List<String> command, int mtu) {
    return new RunOptions(command, mtu, Cidr.DEFAULT, true, true, 0, true, null, false);
  }
}
