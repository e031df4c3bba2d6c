package org.slirp4j.runtime.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.file.Path;

/**
 * A UDP server in a namespace, which answers each datagram with the address and port that it sees
 * its client at, once.
 *
 * <p>socat is none: with {@code fork} and {@code SYSTEM}, one datagram in ten gets no answer on a
 * busy machine, because the shell is gone before the datagram is written to it.
 */
public final class DatagramServer implements AutoCloseable {
  private final Process process;

  private DatagramServer(Process process) {
    this.process = process;
  }

  /** Starts one in {@code namespace}; it is there when this returns. */
  public static DatagramServer start(Namespace namespace, int port) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        namespace.start(
            java.toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            classes().toString(),
            DatagramServer.class.getName(),
            Integer.toString(port));
    String line = process.inputReader().readLine();
    if (line == null) {
      throw new IOException(new String(process.getErrorStream().readAllBytes(), US_ASCII));
    }
    return new DatagramServer(process);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static Path classes() {
    try {
      return Path.of(
          DatagramServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Serves the port that the argument names. */
  public static void main(String[] arguments) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(Integer.parseInt(arguments[0]))) {
      System.out.println("ready");
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      while (true) {
        socket.receive(packet);
        InetAddress client = packet.getAddress();
        byte[] answer = (client.getHostAddress() + " " + packet.getPort()).getBytes(US_ASCII);
        socket.send(new DatagramPacket(answer, answer.length, client, packet.getPort()));
      }
    }
  }
}
