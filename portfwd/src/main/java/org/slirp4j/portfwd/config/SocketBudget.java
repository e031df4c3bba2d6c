package org.slirp4j.portfwd.config;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process's host sockets, which several containers share; on any thread.
 *
 * <p>Each container is sure of some; of the others it may have {@link #FREE_SHARES} times as many
 * as it leaves free. So the first to be greedy gets nearly all, two of them get nearly a half each,
 * and there always is something left for one that comes later.
 */
public final class SocketBudget {
  /** What a container may take beyond what it is sure of, as a multiple of what is left then. */
  private static final int FREE_SHARES = 8;

  /** What part of all sockets a container is sure of. */
  private static final int SURE_PART = 128;

  /** Most that a container is sure of: that serves one which is not greedy. */
  private static final int MAX_SURE = 1_024;

  private final int sure;
  private final String remedy;
  private final AtomicInteger free;

  /**
   * Makes a budget.
   *
   * @param sockets how many there may be, below the process's RLIMIT_NOFILE
   * @param remedy what to do where they are not enough: see {@link HostLimits}
   */
  public SocketBudget(int sockets, String remedy) {
    this.remedy = remedy;
    sure = Math.clamp(sockets / SURE_PART, 1, MAX_SURE);
    free = new AtomicInteger(sockets);
  }

  /** Returns what to do where they are not enough. */
  public String remedy() {
    return remedy;
  }

  /** Returns how many each container is sure of. */
  public int sure() {
    return sure;
  }

  /** Returns how many nobody has, or is sure of. */
  public int free() {
    return free.get();
  }

  /** Sets aside what one more container is sure of; false when there are not so many left. */
  public boolean join() {
    if (free.addAndGet(-sure) >= 0) {
      return true;
    }
    free.addAndGet(sure);
    return false;
  }

  /** Gives back what a container was sure of, and has not got any more. */
  public void leave() {
    free.addAndGet(sure);
  }

  /** Tells whether a container may have another socket that has {@code open} of them. */
  public boolean grants(int open) {
    return open < sure || open - sure < (long) free.get() * FREE_SHARES;
  }

  /** Returns up to how many a container could have that has {@code open}, as things are now. */
  public int most(int open) {
    long unsure = (long) Math.max(open - sure, 0) + Math.max(free.get(), 0);
    return sure + (int) (unsure * FREE_SHARES / (FREE_SHARES + 1));
  }

  /** A container has got its socket number {@code open}. */
  public void taken(int open) {
    if (open > sure) {
      free.decrementAndGet();
    }
  }

  /** A container is about to have one socket less than {@code open}. */
  public void returned(int open) {
    if (open > sure) {
      free.incrementAndGet();
    }
  }
}
