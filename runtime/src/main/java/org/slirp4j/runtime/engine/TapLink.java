package org.slirp4j.runtime.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.Relays;
import org.slirp4j.tapdev.MacAddress;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.TapDevice;
import org.slirp4j.tapdev.TapHandle;
import org.slirp4j.tapdev.TapReceiver;
import org.slirp4j.tapdev.VnetHeader;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.FrameSink;
import org.slirp4j.tcpip.OutboundFrame;
import org.slirp4j.tcpip.Stack;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.BufferPool;

/**
 * The joint between a TAP and a stack: turns vnet headers into what the stack understands and back.
 *
 * <p>Frames are read into a large buffer, the same one over and over; when the stack or a relay
 * keeps a frame, the next one gets another buffer. When none is to be had, frames are read into a
 * reserve and dropped, because the acknowledgements that free buffers may be behind them.
 */
final class TapLink implements TapReceiver, FrameSink {
  /** struct iovec: a pointer and a size. */
  private static final int IOVEC_BYTES = 16;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final BufferPool pool;
  private final int headerBytes;
  private final Turn turn;
  private final Stack stack;
  private final Relays relays;
  private final Counters counters;
  private final TapHandle handle;
  private final Runnable onClosed;
  private final TapDevice device;
  private final SharedTap shared;
  private @Nullable FrameObserver observer;
  private final Buffer reserve;
  private final MemorySegment iovec =
      Arena.ofAuto().allocate((1 + OutboundFrame.MAX_PIECES) * IOVEC_BYTES, 8);

  private @Nullable Buffer reading;
  private @Nullable FrameSwitch past;

  /** The time of the batch of frames that is being read, or 0 between batches. */
  private long batchNanos;

  /**
   * Makes the joint; it owns {@code device} from now on.
   *
   * @param onClosed run once when the device has closed by itself
   */
  TapLink(TapDevice device, Machine machine, Runnable onClosed, @Nullable FrameObserver observer) {
    this.pool = machine.buffers().large();
    this.headerBytes = device.headerBytes();
    this.turn = machine.turn();
    this.stack = machine.stack();
    this.relays = machine.relays();
    this.counters = stack.counters();
    this.onClosed = onClosed;
    this.observer = observer;
    Buffer spare = pool.take();
    if (spare == null) {
      throw new IllegalStateException("no buffer for the reserve");
    }
    this.reserve = spare;
    this.device = device;
    this.shared = new SharedTap(device);
    this.handle = new TapHandle(device, this);
  }

  /** Returns the way for other threads to write to the device. */
  SharedTap shared() {
    return shared;
  }

  /** Asks the kernel for the container's link address. */
  MacAddress macAddress() throws SystemCallException {
    return device.macAddress();
  }

  /** Says who is asked about each frame before the stack is; null: nobody. */
  void past(@Nullable FrameSwitch frames) {
    past = frames;
  }

  /** Returns the device's place on the loop. */
  TapHandle handle() {
    return handle;
  }

  // ---- container to stack

  @Override
  public long readAddress() {
    if (reading == null) {
      reading = pool.take();
    }
    return reading == null ? reserve.address() : reading.address();
  }

  @Override
  public int readCapacity() {
    return reserve.capacity();
  }

  @Override
  public void onFrame(int length) {
    Buffer frame = reading;
    if (length < headerBytes) {
      counters.drop(DropReason.TRUNCATED);
      return;
    }
    if (frame == null) {
      counters.drop(DropReason.NO_MEMORY);
      return;
    }
    boolean checksumTrusted = false;
    int segmentBytes = 0;
    if (headerBytes > 0) {
      VnetHeader header = new VnetHeader(frame.memory(), 0);
      checksumTrusted = (header.flags() & (VnetHeader.NEEDS_CSUM | VnetHeader.DATA_VALID)) != 0;
      segmentBytes = isSeveral(header.gsoType()) ? header.gsoSize() : 0;
    }
    if (observer != null) {
      show(frame.memory(), length, observer);
    }
    FrameSwitch first = past;
    if (first != null && first.onFrame(frame.memory(), length)) {
      return;
    }
    if (batchNanos == 0) {
      batchNanos = System.nanoTime();
      turn.request(batchNanos);
    }
    stack.onFrame(
        frame, headerBytes, length - headerBytes, checksumTrusted, segmentBytes, batchNanos);
    if (frame.isShared()) {
      reading = null;
      frame.release();
    }
  }

  // Other types there are, such as one datagram to be sent in fragments, mean no packets of their
  // own.
  private static boolean isSeveral(int gsoType) {
    int kind = gsoType & ~VnetHeader.GSO_ECN;
    return kind == VnetHeader.GSO_TCPV4
        || kind == VnetHeader.GSO_TCPV6
        || kind == VnetHeader.GSO_UDP_L4;
  }

  @Override
  public void onBatchEnd() {
    batchNanos = 0;
    relays.onBatchEnd();
    turn.request(); // a frame that was too short has not
  }

  @Override
  public void onWritable() {
    turn.request();
  }

  @Override
  public void onClosing() {
    shared.close();
  }

  @Override
  public void onClosed(@Nullable Throwable cause) {
    if (cause != null) {
      onClosed.run();
    }
  }

  // ---- stack to container

  @Override
  public boolean accept(OutboundFrame frame) {
    if (headerBytes > 0) {
      putVnetHeader(frame);
    }
    boolean taken = write(frame);
    if (taken && observer != null) {
      observer.onToContainer(frame);
    }
    return taken;
  }

  private boolean write(OutboundFrame frame) {
    long begin = frame.headers().address() + OutboundFrame.HEADROOM_BYTES - headerBytes;
    int length = headerBytes + frame.headerLength();
    int pieces = frame.pieceCount();
    if (pieces == 0) {
      return handle.writePiece(begin, length);
    }
    put(0, begin, length);
    for (int i = 0; i < pieces; i++) {
      put(i + 1, frame.pieceAddress(i), frame.pieceLength(i));
    }
    return handle.write(iovec.address(), pieces + 1);
  }

  private void put(int index, long address, int length) {
    iovec.set(LONG, (long) index * IOVEC_BYTES, address);
    iovec.set(LONG, (long) index * IOVEC_BYTES + 8, length);
  }

  private void putVnetHeader(OutboundFrame frame) {
    VnetHeader header =
        new VnetHeader(frame.headers(), OutboundFrame.HEADROOM_BYTES - VnetHeader.BYTES);
    if (frame.segmentation() != OutboundFrame.Segmentation.NONE) {
      header.putSegmented(
          gsoType(frame.segmentation()),
          frame.headerLength(),
          frame.segmentBytes(),
          frame.checksumStart(),
          frame.checksumOffset());
    } else if (frame.checksumOffset() != 0) {
      header.putPartialChecksum(frame.checksumStart(), frame.checksumOffset());
    } else {
      header.putPlain();
    }
  }

  private static int gsoType(OutboundFrame.Segmentation kind) {
    return switch (kind) {
      case NONE -> VnetHeader.GSO_NONE;
      case TCP_V4 -> VnetHeader.GSO_TCPV4;
      case TCP_V6 -> VnetHeader.GSO_TCPV6;
      case UDP -> VnetHeader.GSO_UDP_L4;
    };
  }

  // ---- for observers only

  /** Returns the TAP's name. */
  String deviceName() {
    return device.name();
  }

  /** Shows every frame to one more observer, or, if not {@code shown}, to one less. */
  void observe(FrameObserver one, boolean shown) {
    observer = shown ? Observers.with(observer, one) : Observers.without(observer, one);
    shared.observer(observer);
  }

  private void show(MemorySegment memory, int length, FrameObserver to) {
    int sum = SharedTap.checksumLeft(memory, headerBytes);
    to.onFromContainer(memory, headerBytes, length - headerBytes, sum >>> 16, sum & 0xffff);
  }
}
