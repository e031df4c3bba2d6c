package org.slirp4j.runtime.bench.traffic;

import java.util.BitSet;

/**
 * Which of the numbered datagrams of a run have come. A run begins with the first datagram of a
 * higher number than that of the run before; what comes of an earlier one is too late. A duplicate
 * neither counts nor makes the run longer.
 *
 * <p>One thread takes arrivals, others may ask.
 */
final class Arrivals {
  /** Numbers from here on are not kept: 8 MiB of bits, more than a run sends. */
  static final int MAX_NUMBER = 1 << 26;

  private final BitSet seen = new BitSet();
  private int run;
  private long distinct;
  private long duplicates;
  private long firstNanos;
  private long lastNanos;

  /** Takes a datagram that has come at a time of {@link System#nanoTime}. */
  synchronized void add(int itsRun, long number, long nanos) {
    if (itsRun < run || number < 0 || number >= MAX_NUMBER) {
      return;
    }
    if (itsRun > run) {
      run = itsRun;
      seen.clear();
      distinct = 0;
      duplicates = 0;
      firstNanos = nanos;
      lastNanos = nanos;
    }
    if (seen.get((int) number)) {
      duplicates++;
    } else {
      seen.set((int) number);
      distinct++;
      lastNanos = nanos;
    }
  }

  /** Returns how many different ones of a run have come: none unless it is the last one. */
  synchronized long distinct(int ofRun) {
    return ofRun == run ? distinct : 0;
  }

  /** Returns the nanoseconds from a run's first to its last: 0 unless it is the last run. */
  synchronized long spanNanos(int ofRun) {
    return ofRun == run ? lastNanos - firstNanos : 0;
  }

  /** Returns how many of a run have come once more: none unless it is the last one. */
  synchronized long duplicates(int ofRun) {
    return ofRun == run ? duplicates : 0;
  }
}
