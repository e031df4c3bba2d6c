package org.slirp4j.runtime.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.slirp4j.runtime.testing.FreePorts;

/** Sends back what comes, by TCP and UDP, at one port of the host's loopback. */
final class EchoServer implements AutoCloseable {
  private static final int BACKLOG = 4096;

  private final ServerSocket listener;
  private final DatagramSocket datagrams;

  EchoServer() {
    try {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      listener = new ServerSocket(FreePorts.next(), BACKLOG, loopback);
      datagrams = new DatagramSocket(new InetSocketAddress(loopback, listener.getLocalPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
    Thread.ofPlatform().daemon().start(this::echoDatagrams);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> echo(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // Reset, as many of these connections are meant to be.
    }
  }

  private void echoDatagrams() {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    try {
      while (true) {
        packet.setLength(65_536);
        datagrams.receive(packet);
        datagrams.send(packet);
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  @Override
  public void close() {
    try (listener;
        datagrams) {
      // Both are closed here.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
