package org.slirp4j.runtime.engine;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import org.slirp4j.tapdev.TapDevice;

/**
 * The way for other engines' threads to write frames to a container's TAP.
 *
 * <p>Closing waits for a write that is under way, so that none ever reaches a descriptor that has
 * become another file.
 */
public final class SharedTap {
  private final FileDescriptor descriptor;
  private final int headerBytes;
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
   * @return false when it is lost: the TAP is gone or down, has no room, or finds it wrong
   */
  public synchronized boolean write(long address, int length) {
    try {
      return !closed && descriptor.writeAddress(address, 0, length) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Lets nobody write any more; before the descriptor is closed. */
  synchronized void close() {
    closed = true;
  }
}
