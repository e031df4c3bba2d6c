package org.slirp4j.runtime.engine;

/** Somebody who is shown every frame, at whatever cost: a trace. Called on the loop's thread. */
public interface FrameObserver {
  /**
   * Sees a frame.
   *
   * @param toContainer its direction
   * @param frame the frame without vnet header; the observer's own
   */
  void onFrame(boolean toContainer, byte[] frame);
}
