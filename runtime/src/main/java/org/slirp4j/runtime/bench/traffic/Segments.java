package org.slirp4j.runtime.bench.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.MessageCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * Datagrams as QUIC sends and receives them: many in one call, which the kernel segments and puts
 * together again: udp(7), UDP_SEGMENT and UDP_GRO. Java's channels do not know these options. As
 * with {@link Datagrams}, the counting socket learns who has said hello to it.
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

  // struct msghdr, recvmsg(2), of 64 bits: name, its length, iovec, their number, control, flags
  private static final int MESSAGE_BYTES = 56;
  private static final int NAME_BYTES_AT = 8;
  private static final int IOVEC_AT = 16;
  private static final int IOVECS_AT = 24;
  private static final int IOVEC_BYTES = 16;

  private static final long REST_NANOS = 50_000;

  private long bytes;
  private long firstNanos;
  private long lastNanos;
  private volatile boolean peerKnown;
  private byte[] peer = new byte[0];
  private int sink = -1;

  /** Counts what comes to a port until the process ends. */
  void serve(int port) throws IOException {
    sink = socket();
    try (NativeBlock address = address(new byte[4], port)) {
      check("bind", SocketCalls.bind(sink, address.address(), ADDRESS_BYTES));
    }
    set(sink, UDP_GRO, 1);
    NativeBlock buffer = new NativeBlock(1 << 16);
    NativeBlock from = new NativeBlock(ADDRESS_BYTES);
    NativeBlock message = message(from, buffer, buffer.bytes());
    Threads.start("udp-segments", () -> receive(message, from));
  }

  private void receive(NativeBlock message, NativeBlock from) {
    while (true) {
      message.putInt(NAME_BYTES_AT, ADDRESS_BYTES);
      long count = MessageCalls.recvmsg(sink, message.address(), 0);
      if (count == 1) { // a hello
        peer = from.getBytes(0, ADDRESS_BYTES);
        peerKnown = true;
      } else if (count > 0) {
        add(count, System.nanoTime());
      }
    }
  }

  private synchronized void add(long count, long nanos) {
    firstNanos = bytes == 0 ? nanos : firstNanos;
    lastNanos = nanos;
    bytes += count;
  }

  /** Begins to count anew. */
  synchronized void begin() {
    bytes = 0;
    firstNanos = 0;
    lastNanos = 0;
  }

  /** Returns the bytes that have come since, and the nanoseconds from the first to the last. */
  synchronized String arrived() {
    return bytes + " " + (lastNanos - firstNanos);
  }

  /** Forgets who has said hello. */
  void forget() {
    peerKnown = false;
  }

  /** Returns whether somebody has said hello. */
  boolean isPeerKnown() {
    return peerKnown;
  }

  /** Lets another one's counting socket know ours. */
  void hello(InetSocketAddress to) throws IOException {
    try (NativeBlock address = address(to.getAddress().getAddress(), to.getPort());
        NativeBlock data = new NativeBlock(1);
        NativeBlock message = message(address, data, 1)) {
      check("sendmsg", (int) MessageCalls.sendmsg(sink, message.address(), 0));
    }
  }

  /** Sends for a while; returns how many datagrams, and the nanoseconds that it took. */
  static String send(InetSocketAddress to, int size, int perSecond, int millis) throws IOException {
    int fd = socket();
    try (NativeBlock address = address(to.getAddress().getAddress(), to.getPort())) {
      return send(fd, address, size, perSecond, millis);
    } finally {
      FileCalls.close(fd);
    }
  }

  /** Sends for a while to who has said hello; the same. */
  String sendBack(int size, int perSecond, int millis) throws IOException {
    if (!peerKnown) {
      throw new IOException("nobody has said hello");
    }
    try (NativeBlock address = new NativeBlock(ADDRESS_BYTES)) {
      address.putBytes(0, peer);
      return send(sink, address, size, perSecond, millis);
    } finally {
      set(sink, UDP_SEGMENT, 0); // of hellos
    }
  }

  private static String send(int fd, NativeBlock to, int size, int perSecond, int millis)
      throws IOException {
    int most = Math.min(MAX_SEGMENTS, MAX_BYTES / size);
    set(fd, UDP_SEGMENT, size);
    try (NativeBlock data = new NativeBlock(most * size);
        NativeBlock message = message(to, data, 0)) {
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
        message.putLong(MESSAGE_BYTES + Long.BYTES, (long) count * size);
        if (MessageCalls.sendmsg(fd, message.address(), 0) > 0) {
          sent += count;
        }
      }
      if (sent == 0) {
        throw new IOException("no datagram could be sent with UDP_SEGMENT of " + size + " bytes");
      }
      return sent + " " + (System.nanoTime() - begin);
    }
  }

  /** Returns a message with an iovec behind it. */
  private static NativeBlock message(NativeBlock name, NativeBlock data, long dataBytes) {
    NativeBlock message = new NativeBlock(MESSAGE_BYTES + IOVEC_BYTES);
    message.putLong(0, name.address());
    message.putInt(NAME_BYTES_AT, ADDRESS_BYTES);
    message.putLong(IOVEC_AT, message.address() + MESSAGE_BYTES);
    message.putLong(IOVECS_AT, 1);
    message.putLong(MESSAGE_BYTES, data.address());
    message.putLong(MESSAGE_BYTES + Long.BYTES, dataBytes);
    return message;
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
