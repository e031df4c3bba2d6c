package org.slirp4j.runtime.capture;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.BpfProgram;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

/**
 * A filter in tcpdump's language (pcap-filter(7)), compiled and applied by libpcap in this process.
 */
final class PacketFilter implements AutoCloseable {
  private final @Nullable BpfProgram program;

  private PacketFilter(@Nullable BpfProgram program) {
    this.program = program;
  }

  /**
   * Compiles a filter; an empty one takes everything, and needs no library.
   *
   * @throws IOException when it makes no sense, or libpcap is not installed
   */
  static PacketFilter of(String expression) throws IOException {
    if (expression.isBlank()) {
      return new PacketFilter(null);
    }
    LibpcapFile.use();
    try (PcapHandle handle = Pcaps.openDead(DataLinkType.EN10MB, PcapngWriter.SNAP_BYTES)) {
      return new PacketFilter(
          handle.compileFilter(
              expression, BpfCompileMode.OPTIMIZE, PcapHandle.PCAP_NETMASK_UNKNOWN));
    } catch (PcapNativeException | NotOpenException e) {
      throw new IOException("filter \"" + expression + "\": " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw new IOException(
          "filters need libpcap, which is not installed: apt install libpcap0.8,"
              + " dnf install libpcap, or do without a filter",
          e);
    }
  }

  /** Tells whether a frame passes. */
  boolean takes(byte[] frame) {
    BpfProgram compiled = program;
    return compiled == null || compiled.applyFilter(frame);
  }

  @Override
  public void close() {
    if (program != null) {
      program.free();
    }
  }
}
