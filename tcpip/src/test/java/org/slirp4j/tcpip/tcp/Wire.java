package org.slirp4j.tcpip.tcp;

import java.util.Random;

/**
 * What a simulated wire does to frames, the same in both directions.
 *
 * @param delayNanos least time that a frame takes
 * @param jitterNanos bound on what it may take more, by which frames overtake each other
 * @param loss probability that a frame is lost
 * @param doubled probability that it comes twice
 * @param damaged probability that one of its bits changes
 * @param full probability that a device takes no frame for a while
 * @param bytesPerSecond bandwidth, 0 for no limit
 * @param queueBytes how much may wait for the wire; what is more is lost
 */
record Wire(
    long delayNanos,
    long jitterNanos,
    double loss,
    double doubled,
    double damaged,
    double full,
    long bytesPerSecond,
    int queueBytes) {

  /** A queue of this many frames of the largest size at least, or none would ever get through. */
  private static final int MIN_QUEUED_FRAMES = 2;

  private static final int MAX_FRAME_BYTES = 65_535;

  /** Draws a bad wire, or one that only takes its time. */
  static Wire draw(Random random) {
    long delay = 1_000L << random.nextInt(16);
    long jitter = random.nextInt(3) == 0 ? delay * random.nextInt(4) : 0;
    boolean calm = random.nextInt(4) == 0;
    double loss = calm ? 0 : random.nextInt(12) / 100.0;
    double doubled = calm ? 0 : random.nextInt(5) / 100.0;
    double damaged = calm ? 0 : random.nextInt(5) / 100.0;
    double full = random.nextInt(3) == 0 ? 0.2 : 0;
    long bandwidth = random.nextInt(3) == 0 ? 50_000L << random.nextInt(10) : 0;
    int queue = MAX_FRAME_BYTES * (MIN_QUEUED_FRAMES + random.nextInt(4));
    return new Wire(delay, jitter, loss, doubled, damaged, full, bandwidth, queue);
  }

  /** Returns a wire that only loses frames. */
  static Wire lossy(long delayNanos, double loss) {
    return new Wire(delayNanos, 0, loss, 0, 0, 0, 0, 0);
  }

  /** Returns a wire that is only slow. */
  static Wire slow(long delayNanos, long bytesPerSecond, int queueBytes) {
    return new Wire(delayNanos, 0, 0, 0, 0, 0, bytesPerSecond, queueBytes);
  }

  /** Returns how long the wire is busy with so many bytes. */
  long busyNanos(long bytes) {
    return bytesPerSecond == 0 ? 0 : bytes * 1_000_000_000L / bytesPerSecond;
  }

  /** Tells whether a frame finds a place behind what keeps the wire busy for {@code waitNanos}. */
  boolean hasPlace(long waitNanos, int frameBytes) {
    return bytesPerSecond == 0 || waitNanos + busyNanos(frameBytes) <= busyNanos(queueBytes);
  }
}
