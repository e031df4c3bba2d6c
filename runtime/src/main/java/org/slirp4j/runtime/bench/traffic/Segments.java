package org.slirp4j.runtime.bench.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * Datagrams as QUIC sends and receives them: many in one call, which the kernel segments and puts
 * together again: udp(7), UDP_SEGMENT and UDP_GRO. Java's channels do not know these options.
 */
final class Segments {
  private static final int SOL_UDP = 17;
  private static final int UDP_SEGMENT = 103;
  private static final int UDP_GRO = 104;

  /** UDP_MAX_SEGMENTS of Linux before 6.9, and the largest datagram. */
  private static final int MAX_SEGMENTS = 64;

  private static final int MAX_BYTES = 65_507;

  /** struct sockaddr_in: ip(7). */
  private static final int ADDRESS_BYTES = 16;

  private static final long REST_NANOS = 50_000;

  private final AtomicLong bytes = new AtomicLong();

  /** Counts what comes to a port until the process ends. */
  void serve(int port) throws IOException {
    int fd = socket();
    try (NativeBlock address = address(new byte[4], port)) {
      check("bind", SocketCalls.bind(fd, address.address(), ADDRESS_BYTES));
    }
    set(fd, UDP_GRO, 1);
    NativeBlock buffer = new NativeBlock(1 << 16);
    Threads.start(
        "udp-segments",
        () -> {
          while (true) {
            int count = SocketCalls.recv(fd, buffer.address(), buffer.bytes(), 0);
            bytes.addAndGet(Math.max(count, 0));
          }
        });
  }

  /** Returns the bytes that have come. */
  long receivedBytes() {
    return bytes.get();
  }

  /** Sends for a while; returns how many datagrams, and the nanoseconds that it took. */
  static String send(InetSocketAddress to, int size, int perSecond, int millis) throws IOException {
    int fd = socket();
    int most = Math.min(MAX_SEGMENTS, MAX_BYTES / size);
    try (NativeBlock address = address(to.getAddress().getAddress(), to.getPort());
        NativeBlock data = new NativeBlock(most * size)) {
      check("connect", SocketCalls.connect(fd, address.address(), ADDRESS_BYTES));
      set(fd, UDP_SEGMENT, size);
      long begin = System.nanoTime();
      long length = TimeUnit.MILLISECONDS.toNanos(millis);
      long sent = 0;
      for (long past = 0; past < length; past = System.nanoTime() - begin) {
        long due = past * perSecond / TimeUnit.SECONDS.toNanos(1) - sent;
        if (due <= 0) {
          LockSupport.parkNanos(REST_NANOS);
          continue;
        }
        int count = (int) Math.min(due, most);
        if (FileCalls.write(fd, data.address(), (long) count * size) > 0) {
          sent += count;
        }
      }
      if (sent == 0) {
        throw new IOException("no datagram could be sent with UDP_SEGMENT of " + size + " bytes");
      }
      return sent + " " + (System.nanoTime() - begin);
    } finally {
      FileCalls.close(fd);
    }
  }

  private static int socket() throws IOException {
    int type = SocketCalls.SOCK_DGRAM | SocketCalls.SOCK_CLOEXEC;
    return check("socket", SocketCalls.socket(SocketCalls.AF_INET, type, 0));
  }

  private static NativeBlock address(byte[] ip, int port) {
    NativeBlock address = new NativeBlock(ADDRESS_BYTES);
    address.putShort(0, SocketCalls.AF_INET);
    address.putBytes(2, ByteBuffer.allocate(6).putShort((short) port).put(ip).array());
    return address;
  }

  private static void set(int fd, int option, int value) throws IOException {
    try (NativeBlock block = new NativeBlock(Integer.BYTES)) {
      block.putInt(0, value);
      int result = SocketCalls.setsockopt(fd, SOL_UDP, option, block.address(), Integer.BYTES);
      check("setsockopt SOL_UDP " + option, result);
    }
  }

  private static int check(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + " failed");
    }
    return result;
  }
}
