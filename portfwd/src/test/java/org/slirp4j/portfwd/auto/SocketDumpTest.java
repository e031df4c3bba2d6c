package org.slirp4j.portfwd.auto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;
import org.slirp4j.tcpip.IpAddress;

/** What becomes of the kernel's answers, by a socket pair whose other end the test plays. */
final class SocketDumpTest implements SocketDump.Visitor {
  private static final int SOCKET = 20;
  private static final int ERROR = 2;
  private static final int DONE = 3;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  static {
    Epoll.ensureAvailability();
  }

  private final FileDescriptor kernel;
  private final SocketDump dump;
  private final List<String> found = new ArrayList<>();

  SocketDumpTest() throws ForwardException {
    try (NativeBlock fds = new NativeBlock(8)) {
      int type = SocketCalls.SOCK_SEQPACKET | SocketCalls.SOCK_NONBLOCK;
      assertEquals(0, SocketCalls.socketpair(SocketCalls.AF_UNIX, type, 0, fds.address()));
      kernel = new FileDescriptor(fds.getInt(0));
      dump = new SocketDump(fds.getInt(4), AutoFilter.parse("1-65535"));
    }
    dump.begin();
  }

  @AfterEach
  void close() throws IOException {
    dump.close();
    kernel.close();
  }

  @Override
  public void onSocket(boolean isUdp, DiagSocket socket) {
    String address = AddressText.of(new IpAddress(socket.high(), socket.low()), socket.port());
    found.add(
        (isUdp ? "udp " : "tcp ")
            + address
            + " state "
            + socket.state()
            + (socket.takesV4() ? " v4" : "")
            + (socket.takesV6() ? " v6" : "")
            + (socket.isWildcard() ? " any" : "")
            + (socket.interfaceIndex() == 0 ? "" : " on " + socket.interfaceIndex()));
  }

  @Override
  public void onRefused(boolean isUdp, int errno) {
    found.add((isUdp ? "udp " : "tcp ") + Errno.name(errno));
  }

  private int read() {
    return dump.read(1, this);
  }

  private void answer(ByteBuffer... messages) {
    ByteBuffer all = ByteBuffer.allocateDirect(32_768);
    for (ByteBuffer each : messages) {
      all.put(each.duplicate());
    }
    try {
      kernel.write(all, 0, all.position());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ByteBuffer message(int type, int sequence, byte... body) {
    ByteBuffer message = ByteBuffer.allocate(16 + body.length).order(ByteOrder.nativeOrder());
    message.putInt(16 + body.length).putShort((short) type).putShort((short) 2);
    return message.putInt(sequence).putInt(0).put(body).flip();
  }

  private static ByteBuffer error(int sequence, int errno) {
    ByteBuffer body = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(-errno);
    return message(ERROR, sequence, body.array());
  }

  private static ByteBuffer done(int sequence) {
    return message(DONE, sequence, new byte[4]);
  }

  private static ByteBuffer socket(int sequence, int family, int port, byte[] address, int v6Only) {
    ByteBuffer body = ByteBuffer.allocate(80).order(ByteOrder.nativeOrder());
    body.put(0, (byte) family).put(1, (byte) 10).putInt(40, 7);
    body.put(4, (byte) (port >> 8)).put(5, (byte) port);
    body.put(8, address, 0, address.length);
    body.putShort(72, (short) 5).putShort(74, (short) 11).put(76, (byte) v6Only);
    return message(SOCKET, sequence, body.array());
  }

  @Test
  void readsSocketsOfAllFourDumps() {
    byte[] loopback = {127, 0, 0, 1};
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 2, 100};
    answer(socket(1, AF_INET, 8080, loopback, 0));
    answer(done(1));
    answer(
        socket(2, AF_INET6, 443, new byte[16], 0),
        socket(2, AF_INET6, 444, new byte[16], 1),
        socket(2, AF_INET6, 445, mapped, 0),
        done(2));
    answer(done(3));
    answer(socket(4, AF_INET6, 53, new byte[16], 1), done(4));
    int result = SocketDump.MORE;
    for (int i = 0; i < 6 && result == SocketDump.MORE; i++) {
      result = read();
    }
    assertEquals(SocketDump.OVER, result);
    assertEquals(
        List.of(
            "tcp 127.0.0.1:8080 state 10 v4 on 7",
            "tcp [::]:443 state 10 v4 v6 any on 7",
            "tcp [::]:444 state 10 v6 any on 7",
            "tcp 10.0.2.100:445 state 10 v4 on 7",
            "udp [::]:53 state 10 v6 any on 7"),
        found);
    assertTrue(dump.isExact());
  }

  @Test
  void dumpInTwoPartsMayHaveMissedSome() {
    answer(socket(1, AF_INET, 1, new byte[4], 0));
    answer(socket(1, AF_INET, 2, new byte[4], 0));
    assertEquals(SocketDump.MORE, read());
    assertTrue(dump.isExact());
    assertEquals(SocketDump.MORE, read());
    assertEquals(false, dump.isExact());
  }

  @Test
  void kernelWithoutUdpDiagIsToldOnceAndNotAskedAgain() {
    answer(done(1));
    answer(done(2));
    answer(error(3, Errno.ENOENT));
    assertEquals(SocketDump.MORE, read());
    assertEquals(SocketDump.MORE, read());
    assertEquals(SocketDump.OVER, read());
    assertEquals(List.of("udp ENOENT"), found);
    dump.begin();
    answer(done(4));
    answer(done(5));
    assertEquals(SocketDump.OVER, dump.read(2, this));
    assertEquals(1, found.size());
  }

  @Test
  void passFailsWhileTheOneBeforeIsStillBeingAnswered() {
    answer(socket(1, AF_INET, 1, new byte[4], 0));
    assertEquals(SocketDump.MORE, read());
    dump.begin();
    answer(socket(1, AF_INET, 2, new byte[4], 0), done(1));
    answer(error(2, Errno.EBUSY));
    assertEquals(SocketDump.MORE, read());
    assertEquals(-Errno.EBUSY, read());
    assertEquals(1, found.size(), found::toString);
  }

  @Test
  void silenceFailsThePass() {
    assertEquals(-Errno.EAGAIN, read());
  }

  @Test
  void oddAnswersDoNoHarm() {
    Random random = new Random(42);
    int sockets = 0;
    for (int round = 0; round < 20_000; round++) {
      dump.begin();
      assertEquals(-Errno.EAGAIN, read());
      int sequence = askedLast();
      byte[] bytes = new byte[random.nextInt(1, 400)];
      random.nextBytes(bytes);
      ByteBuffer odd = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
      if (bytes.length >= 24 && random.nextInt(8) > 0) {
        odd.putInt(0, random.nextBoolean() ? bytes.length : random.nextInt(-1, 500));
        odd.putShort(4, (short) random.nextInt(DONE, 24));
        odd.putInt(8, sequence);
        odd.put(16, (byte) (random.nextBoolean() ? AF_INET : AF_INET6));
      }
      answer(odd);
      int result = read();
      assertTrue(result == SocketDump.MORE || result < 0, "result " + result);
      sockets += found.size();
      found.clear();
    }
    assertTrue(sockets > 100, "only " + sockets + " were read at all");
  }

  /** Returns the number of the last request, and takes all. */
  private int askedLast() {
    ByteBuffer request = ByteBuffer.allocateDirect(256).order(ByteOrder.nativeOrder());
    int sequence = 0;
    try {
      while (kernel.read(request, 0, request.capacity()) > 0) {
        sequence = request.getInt(8);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return sequence;
  }
}
