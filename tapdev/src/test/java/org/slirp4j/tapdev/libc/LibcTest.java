package org.slirp4j.tapdev.libc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Calls of each class against the C library of this process. */
class LibcTest {
  private static final int IOVEC_BYTES = 16;
  private static final int MSGHDR_BYTES = 56;
  private static final int MMSGHDR_BYTES = 64;

  @Test
  void failedCallLeavesItsErrorNumber() {
    assertEquals(-1, FileCalls.open("/no/such/file", FileCalls.O_RDONLY));
    assertEquals(Errno.ENOENT, Errno.last());
    assertEquals(-1, FileCalls.fcntl(-1, FileCalls.F_GETFD, 0));
    assertEquals(Errno.EBADF, Errno.last());
  }

  @Test
  void numbersHaveNamesAndTexts() {
    assertEquals("EACCES (Permission denied)", Errno.describe(Errno.EACCES));
    assertEquals("EPERM (Operation not permitted)", Errno.describe(1));
    assertEquals("EHWPOISON", Errno.name(133));
    assertEquals("EAGAIN", Errno.name(Errno.EAGAIN));
    assertEquals("EOPNOTSUPP", Errno.name(Errno.EOPNOTSUPP));
    assertEquals("errno 0", Errno.name(0));
    assertEquals("errno 4711", Errno.describe(4711));
  }

  @Test
  void pipeCarriesBytes() {
    try (NativeBlock fds = new NativeBlock(8);
        NativeBlock data = NativeBlock.ofText("hello");
        NativeBlock back = new NativeBlock(16)) {
      assertEquals(0, FileCalls.pipe2(fds.address(), FileCalls.O_CLOEXEC));
      assertEquals(6, FileCalls.write(fds.getInt(4), data.address(), data.bytes()));
      assertEquals(6, FileCalls.read(fds.getInt(0), back.address(), back.bytes()));
      assertEquals("hello", back.getText(0, 16));
      FileCalls.close(fds.getInt(0));
      FileCalls.close(fds.getInt(4));
    }
  }

  @Test
  void blockIsZeroedAndChecked() {
    try (NativeBlock block = new NativeBlock(8)) {
      assertEquals(0, block.getLong(0));
      block.putShort(0, 0xfedc);
      assertEquals(0xfedc, block.getShort(0));
      block.putBytes(4, new byte[] {1, 2, 3, 4});
      assertArrayEquals(new byte[] {2, 3}, block.getBytes(5, 2));
      assertThrows(IndexOutOfBoundsException.class, () -> block.putLong(1, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> block.getInt(-1));
    }
  }

  @Test
  void mappingIsMadeAndStored() {
    int protection = MemoryCalls.PROT_READ | MemoryCalls.PROT_WRITE;
    int kind = MemoryCalls.MAP_PRIVATE | MemoryCalls.MAP_ANONYMOUS;
    long address = MemoryCalls.mmap(0, 4096, protection, kind, -1, 0);
    assertTrue(address != MemoryCalls.MAP_FAILED);
    MemoryCalls.store(address, new byte[] {1, 2, 3});
    assertEquals(0, MemoryCalls.mprotect(address, 4096, MemoryCalls.PROT_READ));
    assertEquals(0, MemoryCalls.munmap(address, 4096));
    assertEquals(-1, MemoryCalls.munmap(address + 1, 4096));
    assertEquals(Errno.EINVAL, Errno.last());
  }

  @Test
  void processIsOurs() throws Exception {
    Object uid = java.nio.file.Files.getAttribute(java.nio.file.Path.of("/proc/self"), "unix:uid");
    assertEquals(uid, ProcessCalls.geteuid());
    assertTrue(ProcessCalls.environ() != 0);
    int pidfd = ProcessCalls.pidfdOpen((int) ProcessHandle.current().pid());
    assertTrue(pidfd >= 0);
    int copy = ProcessCalls.pidfdGetfd(pidfd, pidfd);
    assertTrue(copy > pidfd);
    FileCalls.close(copy);
    FileCalls.close(pidfd);
  }

  /** Two datagrams there by one sendmmsg(2), and back by one recvmmsg(2). */
  @Test
  void manyDatagramsGoByOneCall() {
    try (NativeBlock fds = new NativeBlock(8);
        NativeBlock payload = NativeBlock.ofText("abc");
        NativeBlock iovecs = new NativeBlock(2 * IOVEC_BYTES);
        NativeBlock messages = new NativeBlock(2 * MMSGHDR_BYTES)) {
      assertEquals(
          0,
          SocketCalls.socketpair(
              SocketCalls.AF_UNIX,
              SocketCalls.SOCK_DGRAM | SocketCalls.SOCK_NONBLOCK,
              0,
              fds.address()));
      for (int i = 0; i < 2; i++) {
        iovecs.putLong(i * IOVEC_BYTES, payload.address());
        iovecs.putLong(i * IOVEC_BYTES + 8, i + 1);
        messages.putLong(i * MMSGHDR_BYTES + 16, iovecs.address() + (long) i * IOVEC_BYTES);
        messages.putLong(i * MMSGHDR_BYTES + 24, 1);
      }
      assertEquals(2, MessageCalls.sendmmsg(fds.getInt(0), messages.address(), 2, 0));
      iovecs.putLong(8, 3);
      iovecs.putLong(IOVEC_BYTES + 8, 3);
      assertEquals(2, MessageCalls.recvmmsg(fds.getInt(4), messages.address(), 2, 0, 0));
      assertEquals(1, messages.getInt(MSGHDR_BYTES));
      assertEquals(2, messages.getInt(MMSGHDR_BYTES + MSGHDR_BYTES));
      assertEquals(3, MessageCalls.sendmsg(fds.getInt(0), messages.address(), 0));
      assertEquals(3, MessageCalls.recvmsg(fds.getInt(4), messages.address(), 0));
      assertEquals(-1, MessageCalls.recvmsg(fds.getInt(4), messages.address(), 0));
      assertEquals(Errno.EAGAIN, Errno.last());
      FileCalls.close(fds.getInt(0));
      FileCalls.close(fds.getInt(4));
    }
  }

  @Test
  void socketIsBoundConnectedAndAsked() {
    int socket = SocketCalls.socket(SocketCalls.AF_INET, SocketCalls.SOCK_DGRAM, 0);
    try (NativeBlock address = new NativeBlock(16);
        NativeBlock length = new NativeBlock(4);
        NativeBlock value = new NativeBlock(4)) {
      address.putShort(0, SocketCalls.AF_INET);
      address.putBytes(4, new byte[] {127, 0, 0, 1});
      assertEquals(0, SocketCalls.bind(socket, address.address(), 16));
      length.putInt(0, 16);
      assertEquals(0, SocketCalls.getsockname(socket, address.address(), length.address()));
      assertTrue(address.getShort(2) != 0);
      assertEquals(0, SocketCalls.connect(socket, address.address(), 16));
      int solSocket = 1;
      int soType = 3;
      int soBroadcast = 6;
      length.putInt(0, 4);
      assertEquals(
          0, SocketCalls.getsockopt(socket, solSocket, soType, value.address(), length.address()));
      assertEquals(SocketCalls.SOCK_DGRAM, value.getInt(0));
      assertEquals(0, SocketCalls.setsockopt(socket, solSocket, soBroadcast, value.address(), 4));
      assertEquals(-1, SocketCalls.accept4(socket, 0, 0, 0));
      assertEquals(Errno.EOPNOTSUPP, Errno.last());
    }
    FileCalls.close(socket);
  }
}
