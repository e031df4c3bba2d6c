package org.slirp4j.portfwd.report;

/**
 * The relays' counts, one per {@link RelayCounter}. Written by their loop's thread, read by any: a
 * reader may see a count late, never torn.
 */
public final class RelayCounters {
  private final long[] counts = new long[RelayCounter.values().length];

  /** Counts one. */
  public void count(RelayCounter counter) {
    counts[counter.ordinal()]++;
  }

  /** Counts {@code number}. */
  public void add(RelayCounter counter, long number) {
    counts[counter.ordinal()] += number;
  }

  /** Returns what was counted. */
  public long get(RelayCounter counter) {
    return counts[counter.ordinal()];
  }
}
