package org.slirp4j.runtime.engine;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.HostLimits;
import org.slirp4j.portfwd.config.SocketBudget;
import org.slirp4j.runtime.OpenFiles;
import org.slirp4j.tcpip.Limits;

/**
 * What an engine may take.
 *
 * @param stack bounds on flows and their windows
 * @param maxLargeBuffers blocks of 64 KiB: super-segments in flight and out of order
 * @param maxSmallBuffers blocks of 2 KiB: short pieces
 * @param maxSockets host sockets, as far as the process may have so many open files
 * @param budget the sockets that it shares with the process's other engines, or null
 * @param memory the blocks' memory that it shares with them, or null
 */
public record EngineLimits(
    Limits stack,
    int maxLargeBuffers,
    int maxSmallBuffers,
    int maxSockets,
    @Nullable SocketBudget budget,
    @Nullable MemoryBudget memory) {
  /**
   * For a process's only engine: 128 MiB of large blocks, which is 32 flows with a full megabyte
   * each one way, and more than that of idle ones; 16 MiB of small ones. Taken from the system as
   * they are needed, and given back.
   */
  public static final EngineLimits ALONE =
      new EngineLimits(Limits.DEFAULT, 2_048, 8_192, HostLimits.DEFAULT.maxSockets(), null, null);

  /**
   * A daemon's open files that are no container's sockets: clients of its APIs, captures, what its
   * libraries and its state need.
   */
  private static final int DAEMON_FILES = 512;

  /** Least that is left for sockets, however low the limit of open files. */
  private static final int MIN_SOCKETS = 256;

  private static final int LARGE_BYTES = 64 << 10;
  private static final int SMALL_BYTES = 2 << 10;

  /** What to do where it is the heap that bounds the sockets. */
  static final String MORE_HEAP =
      "its heap has no place for more: raise -Xmx in the launcher, bin/slirp4j or bin/slirp4netns";

  /** A flow's part of the heap at the most, its socket's included. */
  private static final int FLOW_BYTES = 2 << 10;

  /** Returns the limits of each engine of this process, which share what there is. */
  public static EngineLimits shared() {
    return new EngineLimits(
        ALONE.stack,
        ALONE.maxLargeBuffers,
        ALONE.maxSmallBuffers,
        ALONE.maxSockets,
        sharedSockets(OpenFiles.limit() - DAEMON_FILES, socketsByHeap()),
        MemoryBudget.ofMachine());
  }

  /**
   * Returns the same with less for this engine.
   *
   * @param sockets most host sockets, or 0
   * @param memoryMib mebibytes of blocks, eight ninths of them large ones; or 0
   */
  public EngineLimits within(int sockets, int memoryMib) {
    long bytes = (long) memoryMib << 20;
    return new EngineLimits(
        stack,
        memoryMib == 0
            ? maxLargeBuffers
            : (int) Math.min(maxLargeBuffers, bytes * 8 / 9 / LARGE_BYTES),
        memoryMib == 0 ? maxSmallBuffers : (int) Math.min(maxSmallBuffers, bytes / 9 / SMALL_BYTES),
        sockets == 0 ? maxSockets : Math.min(maxSockets, sockets),
        budget,
        memory);
  }

  /** As many as there may be open files, and as flows may have half of the heap. */
  static SocketBudget sharedSockets(int files, int byHeap) {
    int sockets = Math.max(Math.min(files, byHeap), MIN_SOCKETS);
    return new SocketBudget(sockets, byHeap < files ? MORE_HEAP : HostLimits.FILES);
  }

  /** Returns for how many sockets and their flows half of the heap is enough. */
  static int socketsByHeap() {
    return (int) Math.min(Runtime.getRuntime().maxMemory() / 2 / FLOW_BYTES, Integer.MAX_VALUE);
  }
}
