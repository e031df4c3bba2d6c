package org.slirp4j.runtime.bench.traffic;

import java.util.BitSet;

/**
 * Which of the numbered datagrams of a run have come. A run begins with the first datagram of a
 * higher number than that of the run before; what comes of an earlier one is too late.
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

  /** Takes a datagram. */
  synchronized void add(int itsRun, long number) {
    if (itsRun < run || number < 0 || number >= MAX_NUMBER) {
      return;
    }
    if (itsRun > run) {
      run = itsRun;
      seen.clear();
      distinct = 0;
      duplicates = 0;
    }
    if (seen.get((int) number)) {
      duplicates++;
    } else {
      seen.set((int) number);
      distinct++;
    }
  }

  /** Returns how many different ones of a run have come: none unless it is the last one. */
  synchronized long distinct(int ofRun) {
    return ofRun == run ? distinct : 0;
  }

  /** Returns how many of a run have come once more: none unless it is the last one. */
  synchronized long duplicates(int ofRun) {
    return ofRun == run ? duplicates : 0;
  }
}
