package org.slirp4j.runtime.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code slirp4j run} command line asks for, checked.
 *
 * @param command the program to run and its arguments
 * @param network the network that it runs in
 * @param ports which ports lead into it and out of it
 * @param vnetHeader whether to use the kernel's offloads
 * @param trace where to dump frames: a file's name, empty for standard error, null for nowhere
 * @param stats whether to print the counters at the end
 * @param fast whether forwards prefer speed to the client's address
 */
public record RunOptions(
    List<String> command,
    NetworkOptions network,
    PortOptions ports,
    boolean vnetHeader,
    @Nullable String trace,
    boolean stats,
    boolean fast) {
  /** Largest frame, as with podman and RootlessKit: fewer, longer packets for programs inside. */
  public static final int DEFAULT_MTU = 65_520;

  /** Returns the defaults but for the MTU, to run {@code command}. */
  public static RunOptions of(List<String> command, int mtu) {
    return new RunOptions(
        command, NetworkOptions.ofMtu(mtu), PortOptions.NONE, true, null, false, false);
  }
}
