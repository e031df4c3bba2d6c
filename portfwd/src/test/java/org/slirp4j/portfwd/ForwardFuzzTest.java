package org.slirp4j.portfwd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.portfwd.FakeContainer.Opened;
import org.slirp4j.portfwd.FakeUdpFlow.Datagram;
import org.slirp4j.portfwd.forward.ForwardRule;
import org.slirp4j.portfwd.forward.Protocol;

/** Forwards whose clients, container and owner do anything at any time. */
@Timeout(60)
final class ForwardFuzzTest {
  private static final int STEPS = 1_500;
  private static final int MOST = 40;

  /** An open forward. */
  private record Port(int id, Protocol protocol, int number) {}

  private final Rig rig = new Rig();
  private final FakeContainer container = new FakeContainer(rig);
  private final List<Port> ports = new ArrayList<>();
  private final List<SocketChannel> clients = new ArrayList<>();
  private final Set<FakeTcpFlow> established = new HashSet<>();
  private final Set<FakeTcpFlow> ended = new HashSet<>();
  private final Set<FakeTcpFlow> over = new HashSet<>();
  private Random random = new Random();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothingIsLeftOpenAndNothingFails(long seed) throws IOException {
    random = new Random(seed);
    try (rig;
        DatagramSocket udp = new DatagramSocket()) {
      for (int step = 0; step < STEPS; step++) {
        step(udp);
      }
      while (!ports.isEmpty()) {
        remove();
      }
      for (SocketChannel client : clients) {
        client.close();
      }
      for (Opened opened : container.opened) {
        rig.run(() -> close(opened.flow()));
      }
      for (FakeUdpFlow flow : container.udp) {
        flow.closed();
      }
      await().until(() -> rig.openSockets() == 0);
      rig.run(rig.relays::rest);
      assertEquals(0, rig.<Integer>onLoop(() -> rig.buffers.large().inUse()));
      assertEquals(0, rig.<Integer>onLoop(() -> rig.buffers.small().inUse()));
      assertTrue(rig.log.isEmpty(), rig.log.toString());
    }
  }

  private void step(DatagramSocket udp) throws IOException {
    switch (random.nextInt(16)) {
      case 0 -> add();
      case 1 -> {
        if (ports.size() > 2) {
          remove();
        }
      }
      case 2, 3, 4 -> connect();
      case 5, 6, 7 -> useClient();
      case 8 -> send(udp);
      case 9 -> answer();
      default -> useFlow();
    }
  }

  // ---- the owner ----

  private void add() throws IOException {
    if (ports.size() < MOST) {
      Protocol protocol = random.nextInt(3) == 0 ? Protocol.UDP : Protocol.TCP;
      int number = FreePorts.next();
      ForwardRule spec =
          ForwardRule.of(protocol, Rig.address("127.0.0.1"), number, Rig.GUEST, 40_000);
      ports.add(
          new Port(
              rig.<Integer>onLoop(() -> rig.relays.forwards().add(spec, "test").id()),
              protocol,
              number));
    }
  }

  private void remove() {
    Port port = ports.remove(random.nextInt(ports.size()));
    boolean cut = random.nextBoolean();
    assertTrue(rig.<Boolean>onLoop(() -> rig.relays.forwards().remove(port.id(), cut)));
  }

  // ---- clients ----

  private void connect() throws IOException {
    if (ports.isEmpty() || clients.size() >= MOST) {
      return;
    }
    Port port = ports.get(random.nextInt(ports.size()));
    if (port.protocol() == Protocol.TCP) {
      SocketChannel client = SocketChannel.open();
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number()));
      client.configureBlocking(false);
      clients.add(client);
    }
  }

  private void useClient() throws IOException {
    if (clients.isEmpty()) {
      return;
    }
    int index = random.nextInt(clients.size());
    SocketChannel client = clients.get(index);
    try {
      switch (random.nextInt(6)) {
        case 0, 1 -> client.write(ByteBuffer.allocate(random.nextInt(100_000)));
        case 2 -> client.read(ByteBuffer.allocate(1 + random.nextInt(100_000)));
        case 3 -> client.shutdownOutput();
        case 4 -> clients.remove(index).close();
        default -> {
          client.setOption(StandardSocketOptions.SO_LINGER, 0);
          clients.remove(index).close();
        }
      }
    } catch (IOException e) {
      clients.remove(client); // cut, or it had ended its stream before
      client.close();
    }
  }

  private void send(DatagramSocket udp) throws IOException {
    for (Port port : ports) {
      if (port.protocol() == Protocol.UDP) {
        byte[] data = new byte[random.nextInt(2_000)];
        InetAddress to = InetAddress.getLoopbackAddress();
        udp.send(new DatagramPacket(data, data.length, to, port.number()));
      }
    }
  }

  // ---- the container ----

  private void answer() {
    for (FakeUdpFlow flow : container.udp) {
      for (Datagram datagram : flow.received) {
        int segment = random.nextInt(1_000);
        flow.sendSegments(new byte[1_500], segment, datagram.from(), datagram.fromPort());
      }
      flow.received.clear();
    }
  }

  private void useFlow() {
    int count = container.opened.size();
    if (count > 0) {
      int newest = random.nextInt(Math.min(count, MOST));
      rig.run(() -> use(container.opened.get(count - 1 - newest).flow()));
    }
  }

  private void use(FakeTcpFlow flow) {
    if (over.contains(flow) || flow.isReset()) {
      return; // a stack calls nobody then
    }
    int what = random.nextInt(8);
    if (what == 0) {
      close(flow);
    } else if (established.add(flow)) {
      flow.establish();
    } else if (what < 3 && !ended.contains(flow)) {
      flow.send(new byte[random.nextInt(100_000)]);
    } else if (what == 3 && ended.add(flow)) {
      flow.end();
    } else if (what == 4) {
      flow.setRoom(random.nextInt(10_000));
    } else {
      flow.addRoom(random.nextInt(100_000));
    }
  }

  private void close(FakeTcpFlow flow) {
    if (!flow.isReset() && over.add(flow)) {
      flow.closed(random.nextBoolean());
    }
  }
}
