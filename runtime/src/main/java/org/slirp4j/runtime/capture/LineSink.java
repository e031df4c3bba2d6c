package org.slirp4j.runtime.capture;

import org.slirp4j.runtime.Out;

/** Frames as lines on standard output. */
final class LineSink implements CaptureSink {
  private static final int MUCH = 1 << 14;

  private final StringBuilder lines = new StringBuilder();

  @Override
  public void write(CapturedFrame frame) {
    lines.append(FrameLine.of(frame)).append('\n');
    if (lines.length() > MUCH) {
      flush();
    }
  }

  @Override
  public void flush() {
    if (!lines.isEmpty()) {
      Out.print(lines.toString());
      lines.setLength(0);
    }
  }

  @Override
  public void close() {
    flush();
  }
}
