package org.slirp4j.runtime.engine;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.TapDevice;
import org.slirp4j.tapdev.VnetHeader;

/**
 * The way for other engines' threads to write frames to a container's TAP.
 *
 * <p>Closing waits for a write that is under way, so that none ever reaches a descriptor that has
 * become another file.
 */
public final class SharedTap {
  private final FileDescriptor descriptor;
  private final int headerBytes;
  private @Nullable FrameObserver observer;
  private boolean closed;

  SharedTap(TapDevice device) {
    this.descriptor = device.descriptor();
    this.headerBytes = device.headerBytes();
  }

  /** Returns the bytes before each frame. */
  public int headerBytes() {
    return headerBytes;
  }

  /**
   * Writes a frame that lies in one piece, vnet header first.
   *
   * @param memory holds it from its first byte; native
   * @param length of vnet header and frame
   * @return false when it is lost: the TAP is gone or down, has no room, or finds it wrong
   */
  public synchronized boolean write(MemorySegment memory, int length) {
    try {
      boolean written = !closed && descriptor.writeAddress(memory.address(), 0, length) > 0;
      if (written && observer != null) {
        show(memory, length, observer);
      }
      return written;
    } catch (IOException e) {
      return false;
    }
  }

  private void show(MemorySegment memory, int length, FrameObserver to) {
    int sum = checksumLeft(memory, headerBytes);
    to.onFromNeighbour(memory, headerBytes, length - headerBytes, sum >>> 16, sum & 0xffff);
  }

  /**
   * Returns which sum of a frame was left to the device: where it begins in the upper 16 bits, its
   * field's offset from there in the lower ones; 0 for none.
   */
  static int checksumLeft(MemorySegment memory, int headerBytes) {
    if (headerBytes == 0) {
      return 0;
    }
    VnetHeader header = new VnetHeader(memory, 0);
    return (header.flags() & VnetHeader.NEEDS_CSUM) == 0
        ? 0
        : header.checksumStart() << 16 | header.checksumOffset();
  }

  /** Shows what is written to {@code one} from now on; null: to nobody. */
  synchronized void observer(@Nullable FrameObserver one) {
    observer = one;
  }

  /** Lets nobody write any more; before the descriptor is closed. */
  synchronized void close() {
    closed = true;
  }
}
