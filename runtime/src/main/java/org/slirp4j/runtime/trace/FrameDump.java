package org.slirp4j.runtime.trace;

import java.io.PrintStream;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.pcap4j.packet.Packet;

/**
 * Prints every frame, header by header; payload by its length. Frames are seen as the device has
 * them: super-segments whole, checksums that the kernel computes still partial.
 */
public final class FrameDump extends CopyingObserver {
  private final PrintStream out;

  /** Prints to {@code out}. */
  public FrameDump(PrintStream out) {
    this.out = out;
  }

  @Override
  void onFrame(boolean toContainer, byte[] frame) {
    StringBuilder text = new StringBuilder(1024);
    text.append("==== ")
        .append(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MICROS));
    text.append(toContainer ? " to the container, " : " from the container, ");
    text.append(frame.length).append(" bytes\n");
    append(Decoded.of(frame), text);
    out.print(text);
  }

  private static void append(Decoded frame, StringBuilder text) {
    if (frame.packet() == null) {
      text.append("cannot be decoded\n");
    }
    for (Packet packet = frame.packet(); packet != null; packet = packet.getPayload()) {
      if (packet.getHeader() != null) {
        text.append(packet.getHeader());
      } else {
        text.append("[data (").append(packet.length() + frame.uncounted()).append(" bytes)]\n");
      }
    }
  }
}
