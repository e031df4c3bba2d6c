package org.slirp4j.runtime;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where start-up's time goes: with {@code -Dslirp4j.startupTrace=true} every stage that ends is
 * remembered, and all are printed to standard error once the process is ready.
 */
public final class StartTrace {
  private static final boolean ON = Boolean.getBoolean("slirp4j.startupTrace");
  private static final int MAX_STAGES = 64;

  private static final String[] STAGES = new String[MAX_STAGES];
  private static final long[] NANOS = new long[MAX_STAGES];
  private static final AtomicInteger COUNT = new AtomicInteger();

  private StartTrace() {}

  /** Notes that a stage has ended now, on whichever thread. */
  public static void ended(String stage) {
    if (ON) {
      int index = COUNT.getAndIncrement();
      if (index < MAX_STAGES) {
        STAGES[index] = Thread.currentThread().getName() + ": " + stage;
        NANOS[index] = System.nanoTime();
      }
    }
  }

  /** Prints each stage's end, in microseconds since the first. */
  public static void print() {
    if (ON) {
      for (int i = 0; i < Math.min(COUNT.get(), MAX_STAGES); i++) {
        System.err.println((NANOS[i] - NANOS[0]) / 1000 + " us  " + STAGES[i]);
      }
    }
  }
}
