package org.slirp4j.runtime.control;

/**
 * What a container may take at the most, of what all of the daemon's share.
 *
 * @param sockets connections and UDP sessions with the host's world at a time; 0 for as many as any
 * @param memoryMib mebibytes of data on their way; 0 for as much as any
 */
public record ContainerLimits(int sockets, int memoryMib) {
  /** Nothing but what goes for every container. */
  public static final ContainerLimits NONE = new ContainerLimits(0, 0);

  /** Fewer would not do for a page of the web. */
  public static final int MIN_SOCKETS = 16;

  public static final int MAX_SOCKETS = 1_000_000;

  /** Less would not do for one fast connection each way. */
  public static final int MIN_MEMORY_MIB = 4;

  public static final int MAX_MEMORY_MIB = 65_536;

  /**
   * Makes limits.
   *
   * @throws IllegalArgumentException when one is out of bounds; the message is for a person
   */
  public ContainerLimits {
    check("sockets", sockets, MIN_SOCKETS, MAX_SOCKETS);
    check("memoryMib", memoryMib, MIN_MEMORY_MIB, MAX_MEMORY_MIB);
  }

  private static void check(String what, int value, int least, int most) {
    if (value != 0 && (value < least || value > most)) {
      throw new IllegalArgumentException(what + " is to be " + least + " to " + most);
    }
  }
}
