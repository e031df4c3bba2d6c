package org.slirp4j.portfwd;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A name server that signs its answers with its own address and behaves as told. */
final class FakeNameServer implements AutoCloseable {
  /** How it answers. */
  enum Mode {
    PROMPT,
    SLOW,
    SILENT,
    SILENT_ONCE,
    WRONG_ID
  }

  private static final int SLOW_MILLIS = 400;
  private static final int HEADER_BYTES = 12;

  final List<byte[]> queries = new CopyOnWriteArrayList<>();
  final List<Integer> ports = new CopyOnWriteArrayList<>();
  volatile Mode mode = Mode.PROMPT;
  volatile int code;
  volatile int padding;

  private final DatagramSocket socket;
  private final String name;
  private final int port;

  FakeNameServer(String address, int port) throws IOException {
    name = address;
    socket = new DatagramSocket(port, InetAddress.ofLiteral(address));
    this.port = socket.getLocalPort();
    Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return port;
  }

  /** Returns who made an answer. */
  static String signature(byte[] answer) {
    int end = HEADER_BYTES;
    while (end < answer.length && answer[end] != 0) {
      end++;
    }
    return new String(answer, HEADER_BYTES, end - HEADER_BYTES, StandardCharsets.US_ASCII);
  }

  private void serve() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        queries.add(Arrays.copyOf(packet.getData(), packet.getLength()));
        ports.add(packet.getPort());
        answer(packet);
      }
    } catch (IOException e) {
      // Closed: the end.
    }
  }

  private void answer(DatagramPacket packet) throws IOException {
    if (mode == Mode.SILENT || (mode == Mode.SILENT_ONCE && queries.size() == 1)) {
      return;
    }
    if (mode == Mode.SLOW) {
      try {
        Thread.sleep(SLOW_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
    byte[] signature = name.getBytes(StandardCharsets.US_ASCII);
    byte[] answer =
        Arrays.copyOf(packet.getData(), Math.max(HEADER_BYTES + signature.length + 1, padding));
    answer[1] += (byte) (mode == Mode.WRONG_ID ? 1 : 0);
    answer[2] = (byte) 0x81;
    answer[3] = (byte) (0x80 | code);
    Arrays.fill(answer, HEADER_BYTES, answer.length, (byte) 0);
    System.arraycopy(signature, 0, answer, HEADER_BYTES, signature.length);
    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
  }

  @Override
  public void close() {
    socket.close();
  }
}
