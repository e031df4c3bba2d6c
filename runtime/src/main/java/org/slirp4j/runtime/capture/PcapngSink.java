package org.slirp4j.runtime.capture;

import java.io.IOException;
import java.io.OutputStream;

/** Frames as pcapng in a file or a pipe, with the statistics at the end. */
final class PcapngSink implements CaptureSink {
  private static final int MUCH = 64 << 10;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final OutputStream out;
  private final PcapngReader from;
  private final PcapngWriter writer = new PcapngWriter();
  private final long beganEpochNanos = System.currentTimeMillis() * NANOS_PER_MILLI;

  private boolean begun;

  /** Begins a stream; {@code from} knows the statistics. */
  PcapngSink(OutputStream out, PcapngReader from) {
    this.out = out;
    this.from = from;
  }

  /** Writes the begin, which tells what the reader knows when something has come. */
  private void begin() {
    if (!begun) {
      begun = true;
      writer.begin("slirp4j capture", from.interfaceName(), from.interfaceText());
    }
  }

  @Override
  public void write(CapturedFrame frame) throws BrokenSinkException {
    begin();
    writer.packet(frame.toContainer(), frame.epochNanos(), frame.bytes(), frame.lost());
    if (writer.size() > MUCH) {
      put();
    }
  }

  @Override
  public void flush() throws BrokenSinkException {
    put();
    try {
      out.flush();
    } catch (IOException e) {
      throw new BrokenSinkException(e);
    }
  }

  private void put() throws BrokenSinkException {
    try {
      out.write(writer.take());
    } catch (IOException e) {
      throw new BrokenSinkException(e);
    }
  }

  @Override
  public void close() throws BrokenSinkException {
    long now = System.currentTimeMillis() * NANOS_PER_MILLI;
    begin();
    writer.statistics(beganEpochNanos, now, from.received(), from.lost());
    flush();
    try {
      out.close();
    } catch (IOException e) {
      throw new BrokenSinkException(e);
    }
  }
}
