package org.slirp4j.runtime.engine;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.OutboundFrame;

/**
 * Several observers as one.
 *
 * @param first sees a frame first
 * @param second sees it then
 */
@SuppressWarnings("ReferenceEquality") // an observer is equal to itself only
record Observers(FrameObserver first, FrameObserver second) implements FrameObserver {
  /** Returns one that shows frames to both; either may be nobody. */
  static FrameObserver with(@Nullable FrameObserver some, FrameObserver one) {
    return some == null ? one : new Observers(some, one);
  }

  /** Returns what is left of {@code some} without {@code one}. */
  static @Nullable FrameObserver without(@Nullable FrameObserver some, FrameObserver one) {
    if (some == one) {
      return null;
    }
    if (some instanceof Observers both) {
      FrameObserver first = without(both.first, one);
      FrameObserver second = without(both.second, one);
      return first == null ? second : second == null ? first : new Observers(first, second);
    }
    return some;
  }

  @Override
  public void onFromContainer(
      MemorySegment memory, long at, int length, int checksumStart, int checksumOffset) {
    first.onFromContainer(memory, at, length, checksumStart, checksumOffset);
    second.onFromContainer(memory, at, length, checksumStart, checksumOffset);
  }

  @Override
  public void onFromNeighbour(
      MemorySegment memory, long at, int length, int checksumStart, int checksumOffset) {
    first.onFromNeighbour(memory, at, length, checksumStart, checksumOffset);
    second.onFromNeighbour(memory, at, length, checksumStart, checksumOffset);
  }

  @Override
  public void onToContainer(OutboundFrame frame) {
    first.onToContainer(frame);
    second.onToContainer(frame);
  }
}
