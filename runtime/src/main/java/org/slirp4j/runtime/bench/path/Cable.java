package org.slirp4j.runtime.bench.path;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.NamespaceEntry;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tapdev.TapDevice;
import org.slirp4j.tapdev.TapHandle;
import org.slirp4j.tapdev.TapReceiver;
import org.slirp4j.tapdev.TapSetup;

/** Two TAPs in two network namespaces and a thread that carries frames between them, with delay. */
public final class Cable implements AutoCloseable {
  private static final int END_MILLIS = 2_000;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("bench-cable", true), EpollIoHandler.newFactory());
  private final IoEventLoop loop = group.next();
  private final End near;
  private final End far;

  private Cable(TapDevice near, TapDevice far, DelayLine out, DelayLine in) {
    this.near = new End(near, out);
    this.far = new End(far, in);
    this.near.peer = this.far;
    this.far.peer = this.near;
  }

  /**
   * Makes both interfaces, which are down and have no address, and connects them.
   *
   * @param near where one end is
   * @param far where the other end is
   * @param name of both interfaces
   * @param roundTripNanos there and back
   * @param bytesPerNano of either direction
   * @throws IOException when a TAP cannot be had; neither is there then
   */
  public static Cable connect(
      NamespaceTarget near,
      NamespaceTarget far,
      String name,
      long roundTripNanos,
      double bytesPerNano)
      throws IOException {
    TapDevice nearTap = open(near, name);
    TapDevice farTap;
    try {
      farTap = open(far, name);
    } catch (IOException e) {
      nearTap.close();
      throw e;
    }
    int queueBytes = (int) (roundTripNanos * bytesPerNano);
    DelayLine out = new DelayLine(roundTripNanos / 2, bytesPerNano, queueBytes);
    DelayLine in = new DelayLine(roundTripNanos / 2, bytesPerNano, queueBytes);
    Cable cable = new Cable(nearTap, farTap, out, in);
    cable.near.handle.register(cable.loop).syncUninterruptibly();
    cable.far.handle.register(cable.loop).syncUninterruptibly();
    return cable;
  }

  private static TapDevice open(NamespaceTarget target, String name) throws IOException {
    try (NamespaceEntry entry = NamespaceEntry.of(target)) {
      return TapSetup.open(entry, name, true, null);
    }
  }

  /** An end: what is read here comes out at the other one, which is where its line leads. */
  private final class End implements TapReceiver {
    private final TapHandle handle;
    private final DelayLine line;
    private @Nullable End peer;
    private boolean armed;

    End(TapDevice device, DelayLine line) {
      this.handle = new TapHandle(device, this);
      this.line = line;
    }

    @Override
    public long readAddress() {
      return line.freeAddress();
    }

    @Override
    public int readCapacity() {
      return TapDevice.MAX_READ_BYTES;
    }

    @Override
    public void onFrame(int length) {
      line.put(length, System.nanoTime());
    }

    @Override
    public void onBatchEnd() {
      arm();
    }

    /** Sees to it that the first frame leaves in time. */
    private void arm() {
      if (!armed && peer != null && !line.isEmpty()) {
        armed = true;
        long nanos = Math.max(0, line.dueNanos() - System.nanoTime());
        var _ = loop.schedule(this::deliver, nanos, TimeUnit.NANOSECONDS);
      }
    }

    private void deliver() {
      armed = false;
      End to = peer;
      long now = System.nanoTime();
      while (to != null && !line.isEmpty() && line.dueNanos() - now <= 0) {
        if (!to.handle.writePiece(line.address(), line.length())) {
          return; // until it has room
        }
        line.pop();
      }
      arm();
    }

    @Override
    public void onWritable() {
      if (peer != null) {
        peer.deliver();
      }
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
      peer = null;
    }
  }

  /** Takes both interfaces away. */
  @Override
  public void close() {
    Future<?> closed =
        loop.submit(() -> {
          near.handle.close();
          far.handle.close();
          near.line.close();
          far.line.close();
        });
    closed.awaitUninterruptibly(END_MILLIS);
    Future<?> _ = group.shutdownGracefully(10, END_MILLIS, TimeUnit.MILLISECONDS);
  }
}
