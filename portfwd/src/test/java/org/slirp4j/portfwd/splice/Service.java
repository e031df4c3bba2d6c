package org.slirp4j.portfwd.splice;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/** A TCP service in a container: this process's own threads, behind a socket made inside. */
final class Service implements AutoCloseable {
  /** What is done with a connection; it is closed afterwards. */
  interface Work {
    void accept(Connection connection) throws IOException;
  }

  private static final int SOL_SOCKET = 1;
  private static final int SO_LINGER = 13;
  private static final int SHUT_RDWR = 2;

  private final int fd;
  private final int port;

  Service(InsideSockets inside, InetAddress at, Work work) throws Exception {
    boolean isV4 = at.getAddress().length == 4;
    int domain = isV4 ? SocketCalls.AF_INET : SocketCalls.AF_INET6;
    fd = inside.make(domain, SocketCalls.SOCK_STREAM, 0);
    try (NativeBlock address = new NativeBlock(32)) {
      address.putShort(0, domain);
      address.putBytes(isV4 ? 4 : 8, at.getAddress());
      check("bind", SocketCalls.bind(fd, address.address(), isV4 ? 16 : 28));
      check("listen", SocketCalls.listen(fd, 4096));
      address.putInt(28, 28);
      check("getsockname", SocketCalls.getsockname(fd, address.address(), address.address() + 28));
      port =
          Short.toUnsignedInt(
              ByteBuffer.wrap(address.getBytes(2, 2)).order(ByteOrder.BIG_ENDIAN).getShort());
    }
    Thread.ofPlatform().daemon().name("service").start(() -> acceptAll(work));
  }

  /** Gives a socket an IPv4 address and port of its own, unless another one has that. */
  static void bind(int fd, InetAddress at, int port) throws IOException {
    try (NativeBlock address = new NativeBlock(16)) {
      address.putShort(0, SocketCalls.AF_INET);
      address.putBytes(2, new byte[] {(byte) (port >> 8), (byte) port});
      address.putBytes(4, at.getAddress());
      if (SocketCalls.bind(fd, address.address(), 16) != 0 && Errno.last() != Errno.EADDRINUSE) {
        check("bind", -1);
      }
    }
  }

  private static int check(String operation, int result) throws IOException {
    if (result < 0) {
      throw new IOException(operation + ": " + Errno.describe(Errno.last()));
    }
    return result;
  }

  private void acceptAll(Work work) {
    while (true) {
      int taken = SocketCalls.accept4(fd, 0, 0, SocketCalls.SOCK_CLOEXEC);
      if (taken < 0) {
        return;
      }
      Thread.ofPlatform()
          .daemon()
          .name("service-connection")
          .start(() -> {
            try (Connection connection = new Connection(taken)) {
              work.accept(connection);
            } catch (IOException e) {
              // the connection is gone: what the client sees of that is the test
            }
          });
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    SocketCalls.shutdown(fd, SHUT_RDWR); // wakes the accepting thread
    FileCalls.close(fd);
  }

  /** One accepted connection. */
  static final class Connection implements AutoCloseable {
    private static final int BYTES = 64 << 10;

    private final int fd;
    private final NativeBlock block = new NativeBlock(BYTES);

    Connection(int fd) {
      this.fd = fd;
    }

    InputStream in() {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
          if (length == 0) {
            return 0;
          }
          long got = FileCalls.read(fd, block.address(), Math.min(length, BYTES));
          if (got <= 0) {
            check("read", (int) got);
            return -1;
          }
          System.arraycopy(block.getBytes(0, (int) got), 0, into, at, (int) got);
          return (int) got;
        }
      };
    }

    OutputStream out() {
      return new OutputStream() {
        @Override
        public void write(int value) throws IOException {
          write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] from, int at, int length) throws IOException {
          try (NativeBlock copy = new NativeBlock(length)) {
            byte[] bytes = new byte[length];
            System.arraycopy(from, at, bytes, 0, length);
            copy.putBytes(0, bytes);
            int sent = 0;
            while (sent < length) {
              sent +=
                  check("write", (int) FileCalls.write(fd, copy.address() + sent, length - sent));
            }
          }
        }
      };
    }

    /** Ends its own stream only. */
    void shutdownOutput() {
      SocketCalls.shutdown(fd, 1);
    }

    /** Ends both streams, which wakes a thread that waits for room. */
    void shutdown() {
      SocketCalls.shutdown(fd, SHUT_RDWR);
    }

    /** Has the close be a reset. */
    void resetOnClose() {
      block.putInt(0, 1);
      block.putInt(4, 0);
      SocketCalls.setsockopt(fd, SOL_SOCKET, SO_LINGER, block.address(), 8);
    }

    @Override
    public void close() {
      FileCalls.close(fd);
      block.close();
    }
  }
}
