package org.slirp4j.portfwd;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that nobody uses, by TCP or UDP, and that the kernel gives to nobody: they lie under {@code
 * net.ipv4.ip_local_port_range}, so that no client's socket gets one before a test does.
 */
final class FreePorts {
  private static final int FIRST = 12_000;
  private static final int COUNT = 20_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePorts() {}

  /** Returns a port that this process has not been given before. */
  static int next() throws IOException {
    for (int attempt = 0; attempt < COUNT; attempt++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IOException("no free port from " + FIRST + " on");
  }

  /** Returns the first of some such ports in a row. */
  static int nextRange(int count) throws IOException {
    int first = next();
    for (int found = 1; found < count; found++) {
      int port = next();
      if (port != first + found) {
        first = port;
        found = 0;
      }
    }
    return first;
  }

  private static boolean isFree(int port) {
    InetSocketAddress address = new InetSocketAddress((InetAddress) null, port);
    try (ServerSocket tcp = new ServerSocket();
        DatagramSocket udp = new DatagramSocket(null)) {
      tcp.bind(address);
      udp.bind(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
