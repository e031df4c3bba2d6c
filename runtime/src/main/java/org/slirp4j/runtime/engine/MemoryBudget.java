package org.slirp4j.runtime.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for packets of a process whose engines share it; on any thread.
 *
 * <p>An engine may have as much as it leaves free: a few that are greedy get what their own limits
 * allow, fifty of them a fiftieth each, and there is something left for one that comes later.
 * {@link #SURE_BYTES} it has in any case: the total is exceeded by those at most.
 */
public final class MemoryBudget {
  /** What serves a container that is not greedy: some connections at a moderate speed. */
  static final long SURE_BYTES = 4 << 20;

  /** What all engines may have together on a machine that has enough. */
  static final long MAX_BYTES = 1 << 30;

  /** What part of the machine's memory that may be. */
  private static final int MACHINE_SHARE = 4;

  private final AtomicLong free;

  /** Makes a budget of so many bytes. */
  MemoryBudget(long bytes) {
    free = new AtomicLong(bytes);
  }

  /** Returns the budget of a process on this machine. */
  static MemoryBudget ofMachine() {
    return new MemoryBudget(Math.min(MAX_BYTES, machineBytes() / MACHINE_SHARE));
  }

  /** Returns how much more an engine may take that has {@code has} bytes. */
  long obtainable(long has) {
    return Math.max(0, Math.max(SURE_BYTES - has, (free.get() - has) / 2));
  }

  /** Takes memory for an engine that has {@code has} bytes, if it may have it. */
  boolean take(long has, long bytes) {
    if (bytes > obtainable(has)) {
      return false;
    }
    free.addAndGet(-bytes);
    return true;
  }

  /** Gives memory back. */
  void giveBack(long bytes) {
    free.addAndGet(bytes);
  }

  /** Returns how many bytes nobody has; less than none when some have what they are sure of. */
  long free() {
    return free.get();
  }

  /** proc_meminfo(5): MemTotal in KiB; without it, a machine that has enough. */
  private static long machineBytes() {
    try {
      String text = Files.readString(Path.of("/proc/meminfo"), StandardCharsets.US_ASCII);
      String first = text.substring(0, Math.max(0, text.indexOf('\n')));
      String digits = first.replaceAll("[^0-9]", "");
      return digits.isEmpty() ? Long.MAX_VALUE : Long.parseLong(digits) << 10;
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
