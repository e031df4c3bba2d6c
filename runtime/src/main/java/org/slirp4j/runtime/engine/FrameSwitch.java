package org.slirp4j.runtime.engine;

import java.lang.foreign.MemorySegment;

/** A way past the stack for some frames; asked on the loop's thread about each. */
public interface FrameSwitch {
  /**
   * Deals with a frame of the container's, or leaves it to the stack. Allocates nothing.
   *
   * @param memory holds the frame from its first byte, the vnet header; may be changed
   * @param length of vnet header and frame
   * @return true when the frame is dealt with
   */
  boolean onFrame(MemorySegment memory, int length);
}
