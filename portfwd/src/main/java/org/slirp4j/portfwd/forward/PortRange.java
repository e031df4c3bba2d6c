package org.slirp4j.portfwd.forward;

/**
 * Consecutive ports, both ends among them.
 *
 * @param first 1 to 65,535; or 0, alone, for one port that the kernel chooses
 * @param last {@code first} to 65,535
 */
public record PortRange(int first, int last) {
  /** The highest port. */
  public static final int MAX_PORT = 65_535;

  /** Checks it, with a message for people. */
  public PortRange {
    if (first < 0 || first > MAX_PORT || last < 0 || last > MAX_PORT) {
      int wrong = first < 0 || first > MAX_PORT ? first : last;
      throw new IllegalArgumentException(wrong + " is no port: they are 1 to " + MAX_PORT);
    }
    if (first > last) {
      throw new IllegalArgumentException(
          first + "-" + last + " ends before it begins: write " + last + "-" + first);
    }
    if (first == 0 && last > 0) {
      throw new IllegalArgumentException(
          "0 stands for one port that the kernel chooses, not for a range: name its first port");
    }
  }

  /** Returns a range of one. */
  public static PortRange of(int port) {
    return new PortRange(port, port);
  }

  /** Returns how many ports there are. */
  public int count() {
    return last - first + 1;
  }

  /** Tells whether the kernel is to choose. */
  public boolean isChosenByKernel() {
    return first == 0;
  }

  /** Tells whether a port is in both; of a port that is yet to be chosen nothing is known. */
  public boolean overlaps(PortRange other) {
    return first <= other.last && other.first <= last && first != 0 && other.first != 0;
  }

  /** Returns {@code 80} or {@code 8000-8100}. */
  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
