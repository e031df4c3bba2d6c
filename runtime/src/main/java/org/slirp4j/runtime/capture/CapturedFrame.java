package org.slirp4j.runtime.capture;

/**
 * A frame of a capture.
 *
 * @param toContainer its direction
 * @param epochNanos when, since 1970
 * @param bytes the whole frame
 * @param lost how many are missing before it
 */
@SuppressWarnings("ArrayRecordComponent") // frames are looked at, never compared
public record CapturedFrame(boolean toContainer, long epochNanos, byte[] bytes, long lost) {
  /** Returns the same frame with another number of missing ones. */
  CapturedFrame withLost(long missing) {
    return missing == lost ? this : new CapturedFrame(toContainer, epochNanos, bytes, missing);
  }
}
