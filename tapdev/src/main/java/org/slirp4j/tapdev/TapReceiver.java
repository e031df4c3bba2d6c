package org.slirp4j.tapdev;

import org.jspecify.annotations.Nullable;

/**
 * Who takes the frames of a {@link TapHandle}. All calls come on the handle's event loop; none may
 * throw.
 */
public interface TapReceiver {
  /**
   * Returns the native address where the next frame may be put, vnet header first, with room for
   * {@link #readCapacity} bytes; or 0, and then nothing is read until {@link
   * TapHandle#resumeReading}.
   */
  long readAddress();

  /**
   * Returns the room there in bytes; below {@link TapDevice#MAX_READ_BYTES} a long frame loses its
   * end.
   */
  int readCapacity();

  /** Takes a frame of {@code length} bytes, vnet header included, at the address last returned. */
  void onFrame(int length);

  /** Learns that the last frame of this wake-up has been handed over: the time to answer. */
  void onBatchEnd();

  /** Learns that the device takes frames again after {@link TapHandle#write} returned false. */
  void onWritable();

  /** Learns, once, that the device is about to be closed: its descriptor is good for now. */
  default void onClosing() {}

  /**
   * Learns, once, that the device is closed.
   *
   * @param cause why; null when somebody on this side closed it
   */
  void onClosed(@Nullable Throwable cause);
}
