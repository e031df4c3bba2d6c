package org.slirp4j.portfwd.report;

/**
 * The relays' counts, one per {@link RelayCounter}, and what took how long. Written by their loop's
 * thread, read by any: a reader may see a count late, never torn.
 */
public final class RelayCounters {
  private final long[] counts = new long[RelayCounter.values().length];

  private final Latencies connects = new Latencies();
  private final Latencies forwardConnects = new Latencies();
  private final Latencies lookups = new Latencies();

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

  /** Returns how long it took to connect to the far ends of the container's TCP flows. */
  public Latencies connects() {
    return connects;
  }

  /** Returns how long it took to connect clients of forwarded ports to the container. */
  public Latencies forwardConnects() {
    return forwardConnects;
  }

  /** Returns how long name servers took to answer the container's queries. */
  public Latencies lookups() {
    return lookups;
  }
}
