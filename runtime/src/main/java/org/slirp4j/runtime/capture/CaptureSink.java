package org.slirp4j.runtime.capture;

/** Where captured frames go. */
interface CaptureSink extends AutoCloseable {
  /** Takes a frame. */
  void write(CapturedFrame frame) throws BrokenSinkException;

  /** Lets go of what was held back: nothing more is there at the moment. */
  void flush() throws BrokenSinkException;

  /** Writes what belongs to the end. */
  @Override
  void close() throws BrokenSinkException;
}
