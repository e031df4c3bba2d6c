package org.slirp4j.runtime.capture;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.slirp4j.runtime.engine.Insight;

/**
 * A capture of all frames of a container, from {@link #start} to {@link #close}, as a stream of
 * pcapng in pieces. Used by one thread at a time, never by the container's loop.
 */
public final class Capture implements AutoCloseable {
  /** What a reader may be behind: some hundred super-segments, 5 ms at full speed. */
  static final int RING_BYTES = 8 << 20;

  /**
   * About how much {@link #poll} returns at once, and a frame more: what an outlet always takes.
   */
  private static final int PIECE_BYTES = 64 << 10;

  private static final long STATISTICS_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Insight insight;
  private final FrameRing ring = new FrameRing(RING_BYTES);
  private final PcapngWriter writer = new PcapngWriter();
  private final FrameRing.Reader toWriter = this::write;
  private final long beganEpochNanos = epochNanos();
  private long received;
  private long toldAt = System.nanoTime();
  private boolean ended;
  private boolean closed;

  private Capture(Insight insight) {
    this.insight = insight;
  }

  /**
   * Begins to capture.
   *
   * @param container whose it is, for people
   * @param program who writes the stream, for people
   * @throws IllegalStateException when the engine has ended
   */
  public static Capture start(Insight insight, String container, String program) {
    Capture capture = new Capture(insight);
    capture.writer.begin(program, insight.deviceName(), "container " + container);
    try {
      insight.observe(capture.ring);
    } catch (RuntimeException e) {
      capture.ring.close();
      throw new IllegalStateException("the container's traffic has ended", e);
    }
    return capture;
  }

  /** Returns the stream's next piece, whole blocks; empty when nothing has come. */
  public byte[] poll() {
    ring.read(PIECE_BYTES, toWriter);
    if (System.nanoTime() - toldAt >= STATISTICS_NANOS) {
      tell();
    }
    return writer.take();
  }

  /** Ends the capture; returns the next of the stream's last pieces, empty when there is none. */
  public byte[] end() {
    stop();
    int left = ring.read(PIECE_BYTES, toWriter);
    if (left == 0 && !ended) {
      ended = true;
      tell();
    }
    return writer.take();
  }

  private void write(
      boolean toContainer,
      long epochNanos,
      MemorySegment memory,
      long at,
      int length,
      int checksumStart,
      int checksumOffset,
      long lost) {
    received++;
    writer.packet(toContainer, epochNanos, memory, at, length, lost);
    writer.completeChecksum(length, checksumStart, checksumOffset);
  }

  private void tell() {
    toldAt = System.nanoTime();
    long lost = ring.lost();
    writer.statistics(beganEpochNanos, epochNanos(), received + lost, lost);
  }

  private void stop() {
    if (!closed) {
      try {
        insight.stopObserving(ring);
      } catch (RuntimeException e) {
        // Its loop has ended, or is too busy to hear of it: a closed ring takes nothing.
      }
    }
  }

  private static long epochNanos() {
    return System.currentTimeMillis() * NANOS_PER_MILLI;
  }

  /** Ends the capture and lets go of its memory. May be called twice. */
  @Override
  public void close() {
    if (!closed) {
      stop();
      closed = true;
      ring.close();
    }
  }
}
