package org.slirp4j.tapdev.libc;

/** Calls by which one thread waits for another: eventfd(2), poll(2). */
public final class EventCalls {
  /** The event of {@link #poll} that something can be read: {@code <poll.h>}. */
  public static final int POLLIN = 1;

  /** The size of a {@code struct pollfd}: descriptor at 0, events at 4, what happened at 6. */
  public static final int POLLFD_BYTES = 8;

  private EventCalls() {}

  /** Returns a descriptor that counts what is written to it, or −1. */
  public static int eventfd(int count, int flags) {
    return Libc.intCall("eventfd", count, flags);
  }

  /** Waits for an event on {@code count} descriptors; returns how many have one, or −1. */
  public static int poll(long fds, long count, int timeoutMillis) {
    return Libc.intCall("poll", fds, count, timeoutMillis);
  }
}
