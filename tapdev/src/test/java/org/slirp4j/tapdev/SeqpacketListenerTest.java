package org.slirp4j.tapdev;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.EOFException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/** A peer on a socket that keeps messages apart, in place of a TAP. */
@Tag("kernel")
class SeqpacketListenerTest {
  @TempDir private Path folder;

  @Test
  void carriesOneFramePerMessageUntilThePeerLeaves() throws Exception {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Recorder recorder = new Recorder();
    try (SeqpacketListener listener = SeqpacketListener.bind(path())) {
      int peer = connect(path());
      TapDevice device = listener.accept();
      assertEquals(0, device.headerBytes());
      TapHandle handle = new TapHandle(device, recorder);
      handle.register((IoEventLoop) group.next()).sync();

      send(peer, new byte[] {1, 2, 3});
      send(peer, new byte[60_000]);
      await().atMost(5, TimeUnit.SECONDS).until(() -> recorder.frames.size() == 2);
      assertArrayEquals(new byte[] {1, 2, 3}, recorder.frames.getFirst());
      assertEquals(60_000, recorder.frames.getLast().length);

      MemorySegment frame = Arena.global().allocate(100);
      assertTrue(group.submit(() -> handle.writePiece(frame.address(), 100)).get());
      try (NativeBlock block = new NativeBlock(200)) {
        assertEquals(100, FileCalls.read(peer, block.address(), 200));
      }

      FileCalls.close(peer);
      await().atMost(5, TimeUnit.SECONDS).until(() -> !recorder.causes.isEmpty());
      assertEquals(1, recorder.causes.size());
    } finally {
      group.shutdownGracefully(10, 10_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }
  }

  /** Half a hang-up is reported as input without end, which must not be read for ever. */
  @Test
  void endsWhenThePeerOnlySaysThatItIsDone() throws Exception {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Recorder recorder = new Recorder();
    try (SeqpacketListener listener = SeqpacketListener.bind(path())) {
      int peer = connect(path());
      TapHandle handle = new TapHandle(listener.accept(), recorder);
      handle.register((IoEventLoop) group.next()).sync();
      send(peer, new byte[0]);
      await().atMost(5, TimeUnit.SECONDS).until(() -> !recorder.causes.isEmpty());
      assertTrue(recorder.causes.getFirst() instanceof EOFException);
      FileCalls.close(peer);
    } finally {
      group.shutdownGracefully(10, 10_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }
  }

  @Test
  void letsOnlyItsOwnerInAndLeavesNothingBehind() throws Exception {
    SeqpacketListener listener = SeqpacketListener.bind(path());
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(path()))));
    listener.close();
    assertFalse(Files.exists(Path.of(path())));
  }

  @Test
  void replacesAStaleSocketAndNothingElse() throws Exception {
    int stale = SocketCalls.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_SEQPACKET, 0);
    try (NativeBlock address = address(path())) {
      assertEquals(0, SocketCalls.bind(stale, address.address(), 110));
    }
    FileCalls.close(stale);
    try (SeqpacketListener first = SeqpacketListener.bind(path())) {
      SystemCallException live =
          assertThrows(SystemCallException.class, () -> SeqpacketListener.bind(path()));
      assertEquals(Errno.EADDRINUSE, live.errno());
      int peer = connect(path());
      first.accept().close();
      FileCalls.close(peer);
    }
    assertFalse(Files.exists(Path.of(path())));
    Files.writeString(Path.of(path()), "somebody's");
    assertThrows(SystemCallException.class, () -> SeqpacketListener.bind(path()));
    assertEquals("somebody's", Files.readString(Path.of(path())));
  }

  @Test
  void tellsThatThereIsNoSuchFolder() {
    SystemCallException e =
        assertThrows(SystemCallException.class, () -> SeqpacketListener.bind("/no/such/s"));
    assertEquals(
        "bind /no/such/s: ENOENT (No such file or directory): make its folder first",
        e.getMessage());
  }

  private String path() {
    return folder.resolve("socket").toString();
  }

  private static int connect(String path) {
    int fd = SocketCalls.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_SEQPACKET, 0);
    try (NativeBlock address = address(path)) {
      assertEquals(0, SocketCalls.connect(fd, address.address(), 110));
    }
    return fd;
  }

  private static NativeBlock address(String path) {
    NativeBlock address = new NativeBlock(110);
    address.putShort(0, SocketCalls.AF_UNIX);
    address.putBytes(2, path.getBytes(StandardCharsets.UTF_8));
    return address;
  }

  private static void send(int fd, byte[] frame) {
    try (NativeBlock block = new NativeBlock(frame.length)) {
      block.putBytes(0, frame);
      assertEquals(frame.length, FileCalls.write(fd, block.address(), frame.length));
    }
  }

  /** What the receiver saw; filled on the loop. */
  private static final class Recorder implements TapReceiver {
    final MemorySegment memory = Arena.global().allocate(TapDevice.MAX_READ_BYTES);
    final List<byte[]> frames = new CopyOnWriteArrayList<>();
    final List<Throwable> causes = new CopyOnWriteArrayList<>();

    @Override
    public long readAddress() {
      return memory.address();
    }

    @Override
    public int readCapacity() {
      return TapDevice.MAX_READ_BYTES;
    }

    @Override
    public void onFrame(int length) {
      frames.add(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public void onBatchEnd() {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(@Nullable Throwable cause) {
      if (cause != null) {
        causes.add(cause);
      }
    }
  }
}
