package org.slirp4j.runtime.trace;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.slirp4j.runtime.engine.FrameObserver;
import org.slirp4j.tcpip.OutboundFrame;

/** An observer that gets a copy of each frame on the heap: simple, and slow. */
abstract class CopyingObserver implements FrameObserver {
  /**
   * Sees a frame.
   *
   * @param toContainer its direction
   * @param frame the frame without vnet header; the observer's own
   */
  abstract void onFrame(boolean toContainer, byte[] frame);

  @Override
  public final void onFromContainer(
      MemorySegment memory, long at, int length, int checksumStart, int checksumOffset) {
    onFrame(false, memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  public final void onFromNeighbour(
      MemorySegment memory, long at, int length, int checksumStart, int checksumOffset) {
    onFrame(true, memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  @SuppressWarnings("restricted") // the piece's owner says where it lies and how long it is
  public final void onToContainer(OutboundFrame frame) {
    byte[] bytes = new byte[frame.length()];
    int end = frame.headerLength();
    MemorySegment.copy(
        frame.headers(), ValueLayout.JAVA_BYTE, OutboundFrame.HEADROOM_BYTES, bytes, 0, end);
    for (int i = 0; i < frame.pieceCount(); i++) {
      int length = frame.pieceLength(i);
      MemorySegment piece = MemorySegment.ofAddress(frame.pieceAddress(i)).reinterpret(length);
      MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, bytes, end, length);
      end += length;
    }
    onFrame(true, bytes);
  }
}
