package org.slirp4j.portfwd.tcp;

/**
 * Room in a host socket's send buffer that the kernel does not tell of.
 *
 * <p>A TCP socket that was full is {@code EPOLLOUT} again when a third of its send buffer is free
 * (Linux, sk_stream_is_writable), and what is not acknowledged yet fills the buffer, too. So over a
 * path that holds more than the buffer, the buffer is the window, and up to a third of it lies
 * idle: 4 MiB (net.ipv4.tcp_wmem) at a round trip of 20 ms are acknowledged in bursts, of which one
 * frees less than a third and has to wait for the next, most of a round trip later. A socket that
 * has been full for a while is therefore tried without having been asked for.
 *
 * <p><b>How long a while is</b> follows from what was found: a try is to bring two super-segments,
 * or four. The kernel's next event sets it back. A far end that reads little, or nothing, is left
 * to the kernel after a handful of tries, and gets one more after each event.
 */
abstract class TopUp implements Runnable {
  /** Between two tries at least: 1.4 Gbit/s bring 180 KB in that time. */
  static final long LEAST_NANOS = 1_000_000;

  /** Between two tries at most: who would have to wait longer is not tried. */
  static final long MOST_NANOS = 16 * LEAST_NANOS;

  /** A try that brings less came too early. */
  static final int LITTLE_BYTES = 128 << 10;

  /** A try that brings more came too late. */
  static final int MUCH_BYTES = 256 << 10;

  private long waitNanos = LEAST_NANOS;
  private boolean waits; // for run()
  private boolean told; // by the kernel, meanwhile

  /** Tells whether there are bytes that the socket has not taken. */
  abstract boolean isFull();

  /** Offers them to the socket again; returns how many it has taken. */
  abstract long fill();

  /** Has {@link #run} called later. */
  abstract void runAfter(long nanos);

  /** The socket has not taken all. */
  final void onFull() {
    if (!waits && waitNanos <= MOST_NANOS) {
      waits = true;
      told = false;
      runAfter(waitNanos);
    }
  }

  /** The kernel tells of room. */
  final void onTold() {
    told = true;
    waitNanos = waitNanos > MOST_NANOS ? MOST_NANOS : LEAST_NANOS;
  }

  @Override
  public final void run() {
    if (isFull() && !told) {
      long taken = fill();
      if (taken < LITTLE_BYTES && isFull()) {
        waitNanos *= 2;
      } else if (taken > MUCH_BYTES) {
        waitNanos = LEAST_NANOS;
      }
    }
    waits = false;
    if (isFull()) {
      onFull();
    }
  }
}
