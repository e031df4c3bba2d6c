package org.slirp4j.tapdev;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.namednumber.ArpOperation;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/** Frames to and from a real kernel on a real event loop. */
@Tag("kernel")
class TapHandleTest {
  private static final int PORT = 4711;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final IoEventLoop loop = (IoEventLoop) group.next();
  private final Recorder recorder = new Recorder();
  private Inside inside;
  private NamespaceEntry entry;
  private TapHandle handle;
  private IoRegistration registration;

  @BeforeEach
  void connect() throws Exception {
    inside = new Inside();
    entry = inside.entry();
    // else the kernel's own neighbour discovery mixes with the test's frames
    inside.run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
    TapDevice device = TapSetup.open(entry, "tap0", true, TapSetupTest.CONFIG);
    handle = new TapHandle(device, recorder);
    registration = handle.register(loop).sync().getNow();
  }

  @AfterEach
  void disconnect() {
    shutDown();
    entry.close();
    inside.close();
  }

  /** Ends the loop with a quiet period, without which Netty may leave its handles open. */
  private void shutDown() {
    group.shutdownGracefully(10, 10_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
  }

  /** What the receiver saw; filled on the loop. */
  private static final class Recorder implements TapReceiver {
    final MemorySegment memory = Arena.global().allocate(TapDevice.MAX_READ_BYTES);
    final List<byte[]> frames = new CopyOnWriteArrayList<>();
    final List<Integer> batches = new CopyOnWriteArrayList<>();
    final List<String> closings = new CopyOnWriteArrayList<>();
    volatile boolean full;
    volatile boolean writable;
    private int inBatch;

    @Override
    public long readAddress() {
      return full ? 0 : memory.address();
    }

    @Override
    public int readCapacity() {
      return (int) memory.byteSize();
    }

    @Override
    public void onFrame(int length) {
      frames.add(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
      inBatch++;
    }

    @Override
    public void onBatchEnd() {
      batches.add(inBatch);
      inBatch = 0;
    }

    @Override
    public void onWritable() {
      writable = true;
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
      closings.add(String.valueOf(cause == null ? null : cause.getMessage()));
    }
  }

  private <T> T onLoop(Callable<T> task) throws Exception {
    return loop.submit(task).get(10, TimeUnit.SECONDS);
  }

  /** Writes a frame, vnet header first, as two pieces. */
  private boolean write(byte[] frame) throws Exception {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, frame);
      long split = 20;
      MemorySegment iovecs =
          arena.allocateFrom(
              ValueLayout.JAVA_LONG,
              bytes.address(),
              split,
              bytes.address() + split,
              frame.length - split);
      return onLoop(() -> handle.write(iovecs.address(), 2));
    }
  }

  /** Sends datagrams of the given lengths to the gateway from a socket inside. */
  private void sendFromInside(int... lengths) throws IOException {
    inside.run("ip", "neigh", "replace", "10.0.2.2", "lladdr", Frames.GATEWAY_MAC, "dev", "tap0");
    int socket =
        entry.open(new InsideFile.Socket(SocketCalls.AF_INET, SocketCalls.SOCK_DGRAM, 0))[0];
    try (NativeBlock address = Frames.socketAddress("10.0.2.2", PORT);
        NativeBlock payload = new NativeBlock(65_536)) {
      assertEquals(0, SocketCalls.connect(socket, address.address(), address.bytes()));
      for (int length : lengths) {
        assertEquals(length, FileCalls.write(socket, payload.address(), length));
      }
    }
    FileCalls.close(socket);
  }

  @Test
  void kernelAnswersAnArpRequest() throws Exception {
    assertTrue(write(Frames.arpRequest("10.0.2.2", "10.0.2.100")));
    await().until(() -> !recorder.frames.isEmpty());
    byte[] answer = recorder.frames.getFirst();
    int header = VnetHeader.BYTES;
    ArpPacket arp =
        EthernetPacket.newPacket(answer, header, answer.length - header).get(ArpPacket.class);
    assertEquals(ArpOperation.REPLY, arp.getHeader().getOperation());
    assertEquals("/10.0.2.100", arp.getHeader().getSrcProtocolAddr().toString());
    assertEquals(TapSetupTest.MAC.toString(), arp.getHeader().getSrcHardwareAddr().toString());
    assertEquals(1, onLoop(handle::framesWritten));
    assertEquals(1, onLoop(handle::framesRead));
  }

  @Test
  void kernelLeavesChecksumsToUs() throws Exception {
    sendFromInside(1000);
    await().until(() -> !recorder.frames.isEmpty());
    VnetHeader header = new VnetHeader(MemorySegment.ofArray(recorder.frames.getFirst()), 0);
    assertTrue(header.needsChecksum());
    assertEquals(VnetHeader.GSO_NONE, header.gsoType());
    assertEquals(14 + 20, header.checksumStart());
    assertEquals(6, header.checksumOffset());
    assertEquals(VnetHeader.BYTES + 14 + 20 + 8 + 1000, recorder.frames.getFirst().length);
  }

  @Test
  void kernelCutsASuperDatagram() throws Exception {
    int socket =
        entry.open(new InsideFile.Socket(SocketCalls.AF_INET, SocketCalls.SOCK_DGRAM, 0))[0];
    try (NativeBlock address = Frames.socketAddress("10.0.2.100", PORT);
        NativeBlock buffer = new NativeBlock(65_536)) {
      assertEquals(0, SocketCalls.bind(socket, address.address(), address.bytes()));
      assertTrue(write(Frames.superDatagram("10.0.2.2", "10.0.2.100", PORT, 250, 100)));
      assertEquals(100, FileCalls.read(socket, buffer.address(), buffer.bytes()));
      assertEquals(100, FileCalls.read(socket, buffer.address(), buffer.bytes()));
      assertEquals(50, FileCalls.read(socket, buffer.address(), buffer.bytes()));
    }
    FileCalls.close(socket);
  }

  @Test
  void wakeUpReadsABoundedNumberOfFrames() throws Exception {
    // The loop is busy while the frames come.
    onLoop(() -> {
      sendFromInside(new int[150]);
      return null;
    });
    await().until(() -> recorder.frames.size() == 150);
    await().until(() -> recorder.batches.equals(List.of(64, 64, 22)));
  }

  @Test
  void manyFramesAfterSingleOnesAreReadTogetherSoon() throws Exception {
    for (int i = 1; i <= 12; i++) {
      int frames = i;
      sendFromInside(i);
      await().until(() -> recorder.frames.size() == frames);
    }
    recorder.batches.clear();
    onLoop(() -> {
      sendFromInside(new int[100]);
      return null;
    });
    await().until(() -> recorder.frames.size() == 112);
    assertTrue(recorder.batches.contains(64), () -> "batches " + recorder.batches);
    assertTrue(recorder.batches.size() <= 10, () -> "batches " + recorder.batches);
  }

  @Test
  void receiverWithoutRoomIsLeftInPeace() throws Exception {
    recorder.full = true;
    sendFromInside(1, 2, 3);
    await().until(() -> onLoop(handle::framesRead) == 0);
    recorder.full = false;
    assertEquals(0, recorder.frames.size());
    onLoop(() -> {
      handle.resumeReading();
      return null;
    });
    await().until(() -> recorder.frames.size() == 3);
  }

  @Test
  void deviceWithoutRoomTellsWhenItHasSome() throws Exception {
    // A TAP always has room, up to 2 GiB: a socket stands in for it.
    try (NativeBlock ends = new NativeBlock(2 * Integer.BYTES);
        NativeBlock frame = new NativeBlock(50_000)) {
      int type = SocketCalls.SOCK_DGRAM | SocketCalls.SOCK_NONBLOCK;
      SocketCalls.socketpair(SocketCalls.AF_UNIX, type, 0, ends.address());
      Recorder other = new Recorder();
      TapHandle full =
          new TapHandle(new TapDevice(ends.getInt(0), "pair", TapOffloads.NONE), other);
      full.register(loop).sync();
      long taken =
          onLoop(() -> {
            while (full.writePiece(frame.address(), frame.bytes())) {
              // until there is no more room
            }
            return full.framesWritten();
          });
      assertTrue(taken > 0);
      assertFalse(onLoop(() -> full.writePiece(frame.address(), frame.bytes())));
      assertFalse(other.writable);
      for (int i = 0; i < taken; i++) {
        FileCalls.read(ends.getInt(Integer.BYTES), frame.address(), frame.bytes());
      }
      await().until(() -> other.writable);
      assertTrue(onLoop(() -> full.writePiece(frame.address(), frame.bytes())));
      assertEquals(0, onLoop(full::framesDropped));
      FileCalls.close(ends.getInt(Integer.BYTES));
    }
  }

  @Test
  void interfaceThatIsDownSwallowsFramesAndComesBack() throws Exception {
    inside.run("ip", "link", "set", "tap0", "down");
    assertTrue(write(Frames.arpRequest("10.0.2.2", "10.0.2.100")));
    assertEquals(1, onLoop(handle::framesDropped));
    assertEquals(List.of(), recorder.closings);
    inside.run("ip", "link", "set", "tap0", "up");
    assertTrue(write(Frames.arpRequest("10.0.2.2", "10.0.2.100")));
    await().until(() -> !recorder.frames.isEmpty());
    assertEquals(1, onLoop(handle::framesWritten));
  }

  @Test
  void malformedFrameIsCounted() throws Exception {
    byte[] frame = Frames.superDatagram("10.0.2.2", "10.0.2.100", PORT, 250, 100);
    frame[1] = 0x7f; // no segmentation type
    assertTrue(write(frame));
    assertEquals(1, onLoop(handle::framesDropped));
    assertEquals(List.of(), recorder.closings);
  }

  @Test
  void deletedInterfaceClosesTheHandleOnce() throws Exception {
    inside.run("ip", "link", "del", "tap0");
    await().until(() -> !recorder.closings.isEmpty());
    assertEquals(
        List.of("read tap0: EBADFD (File descriptor in bad state): the interface has been deleted"),
        recorder.closings);
    assertFalse(registration.isValid()); // no more wake-ups
    assertTrue(write(Frames.arpRequest("10.0.2.2", "10.0.2.100")));
    assertEquals(1, onLoop(handle::framesDropped));
    onLoop(() -> {
      handle.close();
      return null;
    });
    assertEquals(1, recorder.closings.size());
  }

  @Test
  void deletedInterfaceIsNoticedWhileReadingIsPaused() throws Exception {
    recorder.full = true;
    sendFromInside(1);
    inside.run("ip", "link", "del", "tap0");
    await().until(() -> recorder.closings.size() == 1);
  }

  @Test
  void endOfTheLoopClosesTheDevice() throws Exception {
    shutDown();
    assertEquals(List.of("null"), recorder.closings);
    assertEquals(List.of("lo"), inside.interfaces());
  }
}
