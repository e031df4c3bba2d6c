package org.slirp4j.portfwd;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
  private static final int RECORD_BYTES = 12;

  final List<byte[]> queries = new CopyOnWriteArrayList<>();
  final List<Integer> ports = new CopyOnWriteArrayList<>();
  final List<Socket> connections = new CopyOnWriteArrayList<>();
  volatile Mode mode = Mode.PROMPT;
  volatile int code;

  /** Length of all its answers, if they are shorter without. */
  volatile int padding;

  /** TTL of its records. */
  volatile int seconds;

  /** What it does to its answers last. */
  volatile UnaryOperator<byte[]> change = UnaryOperator.identity();

  /** By TCP: answers after so many queries, the last one first. */
  volatile int together = 1;

  /** By TCP: messages that answer a query. */
  volatile int pieces = 1;

  /** By TCP: ends a connection after so many answers. */
  volatile int answersPerConnection = Integer.MAX_VALUE;

  private final DatagramSocket socket;
  private final InetAddress address;
  private final String name;
  private final int port;
  private final Thread reader;
  private @Nullable ServerSocket listener;
  private @Nullable Thread acceptor;

  FakeNameServer(String address, int port) throws IOException {
    name = address;
    this.address = InetAddress.ofLiteral(address);
    socket = new DatagramSocket(port, this.address);
    this.port = socket.getLocalPort();
    reader = Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return port;
  }

  /** Answers by TCP, too. */
  FakeNameServer listen() throws IOException {
    ServerSocket opened = new ServerSocket(port, 50, address);
    listener = opened;
    acceptor = Thread.ofVirtual().start(() -> accept(opened));
    return this;
  }

  /** Returns who made an answer: the data of its first record. */
  static String signature(byte[] answer) {
    int at = endOfQuestion(answer) + RECORD_BYTES;
    int end = at;
    while (end < answer.length && answer[end] != 0) {
      end++;
    }
    return at > answer.length ? "" : new String(answer, at, end - at, StandardCharsets.US_ASCII);
  }

  /** Returns the TTL of an answer's first record. */
  static int seconds(byte[] answer) {
    return ByteBuffer.wrap(answer).getInt(endOfQuestion(answer) + 6);
  }

  private static int endOfQuestion(byte[] message) {
    int at = HEADER_BYTES;
    while (at < message.length && message[at] != 0) {
      at += 1 + message[at];
    }
    return at + 5;
  }

  private void serve() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
        queries.add(query);
        ports.add(packet.getPort());
        if (speaks()) {
          byte[] answer = answer(query);
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // Closed: the end.
    }
  }

  private void accept(ServerSocket opened) {
    try {
      while (true) {
        Socket connection = opened.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException e) {
      // Closed: the end.
    }
  }

  private void serve(Socket connection) {
    List<byte[]> held = new ArrayList<>();
    int answered = 0;
    try (connection) {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      DataOutputStream out = new DataOutputStream(connection.getOutputStream());
      while (answered < answersPerConnection) {
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        queries.add(query);
        held.addFirst(query);
        if (held.size() >= together && speaks()) {
          for (byte[] one : held) {
            for (int piece = 0; piece < pieces; piece++) {
              write(out, answer(one));
            }
            answered++;
          }
          held.clear();
        }
      }
    } catch (IOException e) {
      // The far end has gone.
    }
  }

  private static void write(DataOutputStream out, byte[] answer) throws IOException {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    framed.write(answer.length >> 8);
    framed.write(answer.length);
    framed.writeBytes(answer);
    out.write(framed.toByteArray());
  }

  private boolean speaks() {
    if (mode == Mode.SLOW) {
      try {
        Thread.sleep(SLOW_MILLIS);
      } catch (InterruptedException e) {
        return false;
      }
    }
    return mode != Mode.SILENT && (mode != Mode.SILENT_ONCE || queries.size() > 1);
  }

  private byte[] answer(byte[] query) {
    int end = Math.min(endOfQuestion(query), query.length);
    byte[] signature = name.getBytes(StandardCharsets.US_ASCII);
    int length = Math.max(end + RECORD_BYTES + signature.length + 1, padding);
    ByteBuffer answer = ByteBuffer.allocate(length);
    answer.put(query, 0, end);
    answer.putShort((short) 0xc00c).put(query, end - 4, 4).putInt(seconds);
    answer.putShort((short) (length - end - RECORD_BYTES)).put(signature);
    answer.put(1, (byte) (query[1] + (mode == Mode.WRONG_ID ? 1 : 0)));
    answer.put(2, (byte) (0x80 | query[2])).put(3, (byte) (0x80 | code));
    answer.putShort(4, (short) 1).putShort(6, (short) 1).putInt(8, 0);
    return change.apply(answer.array());
  }

  @Override
  public void close() {
    socket.close();
    try {
      reader.join(); // until it has left, the kernel takes datagrams
      if (listener != null && acceptor != null) {
        listener.close();
        acceptor.join(); // the same with connections
      }
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
