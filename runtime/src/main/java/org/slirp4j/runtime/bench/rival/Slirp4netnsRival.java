package org.slirp4j.runtime.bench.rival;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Patience;
import org.slirp4j.runtime.bench.traffic.Ports;

/** A program with slirp4netns's command line: the original, and this stack's. */
final class Slirp4netnsRival extends ContainerRival {
  private static final int REPLY_BYTES = 4_096;

  private final List<String> program;

  Slirp4netnsRival(HostNetwork host, String name, String version, List<String> program) {
    super(host, name, version);
    this.program = program;
  }

  @Override
  public Attached attach(Setup setup) throws IOException {
    Agent inside = container();
    Path api = host.folder().resolve(name() + ".api");
    Files.deleteIfExists(api);
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("-c", "-m", "" + setup.mtu()));
    if (setup.forwardAt() != null) {
      command.addAll(List.of("-a", api.toString()));
    }
    command.addAll(List.of("-r", "3", Long.toString(inside.pid()), TAP));
    long began = System.nanoTime();
    Helper helper = Helper.startWithReadyPipe(command, host.folder().resolve(name() + ".log"));
    helper.awaitReady();
    double millis = (System.nanoTime() - began) / 1e6;
    try {
      if (setup.forwardAt() != null) {
        forward(api, setup.forwardAt());
      }
    } catch (IOException e) {
      helper.end();
      throw e;
    }
    String at = setup.forwardAt() == null ? LOOPBACK : setup.forwardAt();
    return new Attached(inside, GATEWAY, at, helper.process().pid(), millis, helper::end);
  }

  private static void forward(Path api, String address) throws IOException {
    for (int port : new int[] {Ports.STREAM, Ports.ECHO, Ports.IPERF}) {
      forward(api, "tcp", address, port);
    }
    for (int port : new int[] {Ports.UDP_ECHO, Ports.UDP_SINK, Ports.IPERF}) {
      forward(api, "udp", address, port);
    }
  }

  /** Asks for one port: slirp4netns(1), API SOCKET. */
  private static void forward(Path api, String protocol, String address, int port)
      throws IOException {
    String request =
        "{\"execute\":\"add_hostfwd\",\"arguments\":{\"proto\":\""
            + protocol
            + "\",\"host_addr\":\""
            + address
            + "\",\"host_port\":"
            + (Ports.CONTAINER + port)
            + ",\"guest_port\":"
            + (Ports.CONTAINER + port)
            + "}}";
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        Patience _ = new Patience(socket, Patience.MILLIS)) {
      socket.connect(UnixDomainSocketAddress.of(api));
      socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      socket.shutdownOutput();
      ByteBuffer reply = ByteBuffer.allocate(REPLY_BYTES);
      while (reply.hasRemaining() && socket.read(reply) >= 0) {
        // more of it
      }
      String text = new String(reply.array(), 0, reply.position(), StandardCharsets.UTF_8);
      if (!text.contains("\"return\"")) {
        throw new IOException("add_hostfwd: " + Output.shortened(text));
      }
    }
  }
}
