package org.slirp4j.runtime.engine;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.TapDevice;
import org.slirp4j.tapdev.VnetHeader;

/**
 * The way for other engines' threads to write frames to a container's TAP, many at a time: none
 * waits for another.
 *
 * <p>Closing waits for the writes that are under way, and lets no other one begin, so that none
 * ever reaches a descriptor that has become another file.
 */
public final class SharedTap {
  /** A write takes some microseconds, unless the kernel lets its thread wait for a processor. */
  private static final long LOOK_AGAIN_NANOS = 20_000;

  private final FileDescriptor descriptor;
  private final int headerBytes;
  private final AtomicInteger writers = new AtomicInteger();
  private volatile boolean closed;
  private volatile @Nullable FrameObserver observer;

  SharedTap(TapDevice device) {
    this(device.descriptor(), device.headerBytes());
  }

  /**
   * Makes the way to a descriptor that takes a frame with each write.
   *
   * @param headerBytes the bytes before each frame
   */
  public SharedTap(FileDescriptor descriptor, int headerBytes) {
    this.descriptor = descriptor;
    this.headerBytes = headerBytes;
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
  public boolean write(MemorySegment memory, int length) {
    boolean written;
    writers.incrementAndGet(); // first: who closes sees it, or is seen
    try {
      written = !closed && descriptor.writeAddress(memory.address(), 0, length) > 0;
    } catch (IOException e) {
      written = false;
    } finally {
      writers.decrementAndGet();
    }
    if (written && observer != null) {
      show(memory, length);
    }
    return written;
  }

  /** One at a time; nothing of an observer's that fails is whoever's frame it was shown. */
  @SuppressWarnings("CatchingUnchecked")
  private synchronized void show(MemorySegment memory, int length) {
    FrameObserver to = observer;
    if (to == null) {
      return;
    }
    int sum = checksumLeft(memory, headerBytes);
    try {
      to.onFromNeighbour(memory, headerBytes, length - headerBytes, sum >>> 16, sum & 0xffff);
    } catch (Exception | Error e) {
      observer = null;
      System.err.println("WARNING: " + EngineFault.line(e));
    }
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
    return header.needsChecksum() ? header.checksumStart() << 16 | header.checksumOffset() : 0;
  }

  /** Shows what is written to {@code one} from now on; null: to nobody. */
  synchronized void observer(@Nullable FrameObserver one) {
    observer = one;
  }

  /** Lets nobody write any more; before the descriptor is closed. */
  void close() {
    closed = true;
    while (writers.get() != 0) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }
}
