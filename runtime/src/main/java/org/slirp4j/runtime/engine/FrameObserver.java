package org.slirp4j.runtime.engine;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.OutboundFrame;

/**
 * Somebody who is shown every frame, on the loop's thread unless said otherwise: whoever is slow
 * slows the container down. Frames are as the device has them: super-segments whole, checksums
 * perhaps left to the device.
 */
public interface FrameObserver {
  /**
   * Sees a frame that came from the container; its memory is somebody else's after the call.
   *
   * @param memory holds the frame
   * @param at offset of the Ethernet header
   * @param length of the frame in bytes
   * @param checksumStart where the sum begins that was left to the device, from the frame's begin
   * @param checksumOffset where its field is, from there; 0 when no sum was left
   */
  void onFromContainer(
      MemorySegment memory, long at, int length, int checksumStart, int checksumOffset);

  /**
   * Sees a frame that another container has sent here, past the stack, and that the device has
   * taken. On that container's loop.
   *
   * @param memory holds the frame
   * @param at offset of the Ethernet header
   * @param length of the frame in bytes
   * @param checksumStart where the sum begins that was left to the device, from the frame's begin
   * @param checksumOffset where its field is, from there; 0 when no sum was left
   */
  void onFromNeighbour(
      MemorySegment memory, long at, int length, int checksumStart, int checksumOffset);

  /** Sees a frame that the device has taken; its memory is somebody else's after the call. */
  void onToContainer(OutboundFrame frame);
}
