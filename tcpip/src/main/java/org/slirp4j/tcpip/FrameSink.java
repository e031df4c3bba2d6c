package org.slirp4j.tcpip;

/** Where {@link Stack#emit} puts frames: the device, or a test. */
public interface FrameSink {
  /**
   * Takes one frame. Its memory is the stack's again when the call returns.
   *
   * @return false when the device takes nothing now; the stack keeps what it can and tries again at
   *     the next {@link Stack#emit}
   */
  boolean accept(OutboundFrame frame);
}
