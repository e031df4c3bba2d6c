package org.slirp4j.portfwd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.portfwd.FakeContainer.Opened;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.ForwardException.Kind;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.portfwd.forward.Place;
import org.slirp4j.portfwd.forward.RuleText;

/** Which rules can be had, all of them or none of their ports, and what they count. */
@Timeout(30)
final class ForwardsTest {
  private final Rig rig = new Rig();
  private final FakeContainer container = new FakeContainer(rig);

  @AfterEach
  void close() {
    rig.close();
  }

  private Forwards.Entry add(String word) {
    return rig.onLoop(() -> rig.relays.forwards().add(RuleText.word(word), "test"));
  }

  private ForwardException refusal(String word) {
    return rig.onLoop(() ->
        assertThrows(
            ForwardException.class,
            () -> rig.relays.forwards().add(RuleText.word(word), "test"),
            word));
  }

  private static int portOf(Forwards.Entry entry) {
    return ((Place.Inet) entry.rule().listen()).ports().first();
  }

  private static Socket connected(String address, int port) throws IOException {
    return new Socket(InetAddress.ofLiteral(address), port);
  }

  private static boolean isRefused(String address, int port) throws IOException {
    try {
      connected(address, port).close();
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  private Opened next(int index) {
    await().until(() -> container.opened.size() > index);
    return container.opened.get(index);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void kernelChoosesOnePortForBothFamilies(String protocol) {
    Forwards.Entry entry = add("0:80/" + protocol);
    assertNotEquals(0, portOf(entry));
    assertEquals(portOf(entry) + ":80/" + protocol, entry.rule().toString());
    assertEquals(2, rig.openSockets());
    assertEquals(Kind.CONFLICT, refusal("0.0.0.0:" + portOf(entry) + ":80/" + protocol).kind());
    assertEquals(Kind.CONFLICT, refusal("[::]:" + portOf(entry) + ":80/" + protocol).kind());
  }

  @Test
  void kernelChoosesAnotherPortEachTime() {
    int one = portOf(add("127.0.0.1:0:80"));
    assertNotEquals(one, portOf(add("127.0.0.1:0:80")));
  }

  @Test
  void bothFamiliesAreTaken() throws IOException {
    int port = FreePorts.next();
    add(port + ":80");
    try (Socket one = connected("127.0.0.1", port);
        Socket other = connected("::1", port)) {
      assertEquals(Rig.GUEST, next(0).guest());
      assertEquals(Rig.GUEST, next(1).guest());
      assertEquals(Rig.GATEWAY, next(1).peer());
      assertEquals(other.getLocalPort(), next(1).peerPort());
      assertTrue(one.isConnected());
    }
  }

  /** Their address cannot be kept anyway, and more services are to be had by IPv4. */
  @Test
  void clientsOfLoopbackAreLedToTheIpv4Address() throws IOException {
    container.announce(Rig.address("fd00::64"));
    rig.run(() -> rig.relays.forwards().guests(Rig.address("10.0.2.99"), null));
    int port = FreePorts.next();
    add(port + ":80");
    try (Socket one = connected("::1", port);
        Socket other = connected("127.0.0.1", port)) {
      for (int i = 0; i < 2; i++) {
        assertEquals(Rig.address("10.0.2.99"), next(i).guest());
        assertEquals(Rig.GATEWAY, next(i).peer());
      }
      assertTrue(one.isConnected() && other.isConnected());
    }
  }

  @Test
  void portsOfARangeLeadToAsManyInTheirOrder() throws IOException {
    int first = FreePorts.nextRange(3);
    Forwards.Entry entry = add("127.0.0.1:" + first + "-" + (first + 2) + ":80-82");
    for (int i = 0; i < 3; i++) {
      try (Socket client = connected("127.0.0.1", first + i)) {
        assertEquals(80 + i, next(i).guestPort());
        assertTrue(client.isConnected());
      }
    }
    await().until(() -> entry.traffic().connections() == 3);
    assertTrue(rig.onLoop(() -> rig.relays.forwards().remove(entry.id(), true)));
    for (int i = 0; i < 3; i++) {
      assertTrue(isRefused("127.0.0.1", first + i));
    }
    await().until(() -> rig.openSockets() == 0);
    assertEquals(0, entry.traffic().open());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void oneTakenPortKeepsAllOfARangeClosed(String taker) throws IOException {
    int first = FreePorts.nextRange(5);
    String range = first + "-" + (first + 4);
    try (ServerSocket taken = new ServerSocket(first + 3, 1, InetAddress.ofLiteral(taker))) {
      ForwardException e = refusal(range);
      assertEquals(Kind.CONFLICT, e.kind());
      String wildcard = taker.equals("::1") ? "[::]:" : "0.0.0.0:";
      assertEquals(
          "tcp "
              + wildcard
              + taken.getLocalPort()
              + ": EADDRINUSE (Address already in use): another program, or another forward, has"
              + " this port",
          e.getMessage());
    }
    assertEquals(0, rig.openSockets());
    assertTrue(isRefused("127.0.0.1", first));
    assertEquals(List.of(), rig.onLoop(() -> rig.relays.forwards().entries()));
    assertEquals(range + ":" + range + "/tcp", add(range).rule().toString());
  }

  /** The kernel's opinion, and ours about rules of our own: they must be the same. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:P:80, 127.0.0.1:P:81, true",
    "127.0.0.1:P:80, 127.0.0.2:P:80, false",
    "127.0.0.1:P:80, 0.0.0.0:P:80, true",
    "0.0.0.0:P:80, 127.0.0.1:P:80, true",
    "0.0.0.0:P:80, [::]:P:80, false",
    "[::1]:P:80, [::]:P:80, true",
    "127.0.0.1:P:80, P:80, true",
    "P:80, [::1]:P:80, true",
    "P:80, P:80/udp, false",
    "P:80/udp, 127.0.0.1:P:80/udp, true",
    "127.0.0.1%lo:P:80, 127.0.0.1:P:80, true",
    "lo:P:80, 127.0.0.1:P:80, true",
  })
  void overlappingRulesAreRefusedAsTheKernelWould(String one, String other, boolean overlaps)
      throws IOException {
    String port = Integer.toString(FreePorts.next());
    add(one.replace("P", port));
    String word = other.replace("P", port);
    try (Rig another = new Rig()) {
      new FakeContainer(another);
      if (overlaps) {
        ForwardException e = refusal(word);
        assertEquals(Kind.CONFLICT, e.kind());
        assertTrue(
            e.getMessage()
                .endsWith(
                    ": EADDRINUSE (Address already in use): forward 1, "
                        + rig.onLoop(() -> rig.relays.forwards().entries().getFirst().rule())
                        + ", is in the way: remove that or choose another port"),
            e.getMessage());
        another.onLoop(() ->
            assertThrows(
                ForwardException.class,
                () -> another.relays.forwards().add(RuleText.word(word), "test")));
      } else {
        add(word);
      }
    }
  }

  @Test
  void aRangeThatTouchesAnotherIsRefused() throws IOException {
    int first = FreePorts.nextRange(6);
    add("127.0.0.1:" + first + "-" + (first + 3));
    assertEquals(Kind.CONFLICT, refusal("127.0.0.1:" + (first + 3) + "-" + (first + 5)).kind());
    add("127.0.0.1:" + (first + 4) + "-" + (first + 5));
  }

  @Test
  void thereAreBounds() throws IOException {
    ForwardException wide = refusal("127.0.0.1:20000-21024");
    assertEquals(Kind.INVALID, wide.kind());
    assertTrue(
        wide.getMessage().endsWith("a forward has at most 1024 ports, not 1025"), wide::getMessage);
    List<Forwards.Entry> entries = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      entries.add(add("127.0.1." + i + ":20000-20511"));
    }
    assertEquals(Forwards.MAX_FORWARDS, rig.openSockets());
    ForwardException many = refusal("127.0.2.1:20000");
    assertEquals(Kind.UNAVAILABLE, many.kind());
    assertEquals("there are 4096 forwards already; remove some", many.getMessage());
    assertTrue(rig.onLoop(() -> rig.relays.forwards().remove(entries.getFirst().id(), false)));
    add("127.0.2.1:20000");
  }

  @Test
  void anInterfaceTakesTheClientsThatComeByIt() throws IOException {
    int port = FreePorts.next();
    add("lo:" + port + ":80");
    try (Socket one = connected("127.0.0.1", port);
        Socket other = connected("::1", port)) {
      assertEquals(80, next(1).guestPort());
      assertTrue(one.isConnected() && other.isConnected());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void anInterfaceThatIsNotThereIsNamed(String protocol) {
    ForwardException e = refusal("nosuch0:8080:80/" + protocol);
    assertEquals(Kind.UNAVAILABLE, e.kind());
    assertEquals(
        protocol
            + " 0.0.0.0:8080 on nosuch0: ENODEV (No such device): the host has no interface nosuch0:"
            + " see ip link",
        e.getMessage());
    assertEquals(0, rig.openSockets());
  }

  @Test
  void connectionsAndTheirBytesAreCounted() throws IOException {
    Forwards.Entry entry = add("127.0.0.1:0:80");
    assertEquals("test", entry.source());
    try (Socket client = connected("127.0.0.1", portOf(entry))) {
      FakeTcpFlow flow = next(0).flow();
      flow.establish();
      client.getOutputStream().write(new byte[1_000]);
      await().until(() -> flow.receivedBytes() == 1_000);
      flow.send(new byte[70_000]);
      client.getInputStream().readNBytes(70_000);
      assertEquals(1, entry.traffic().connections());
      assertEquals(1, entry.traffic().open());
      assertEquals(1_000, entry.traffic().bytesIn());
      await().until(() -> entry.traffic().bytesOut() == 70_000); // counted when it has been sent
      flow.closed(true);
    }
    await().until(() -> entry.traffic().open() == 0);
    assertEquals(1, entry.traffic().connections());
  }

  @Test
  void sessionsAndTheirBytesAreCounted() throws IOException {
    Forwards.Entry entry = add("127.0.0.1:0:40000/udp");
    InetSocketAddress to = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), portOf(entry));
    try (DatagramSocket client = new DatagramSocket()) {
      client.setSoTimeout(5_000);
      client.send(new DatagramPacket(new byte[100], 100, to));
      client.send(new DatagramPacket(new byte[50], 50, to));
      await().until(() -> !container.udp.isEmpty());
      await().until(() -> container.udp.getFirst().received.size() == 2);
      container.udp.getFirst().send(new byte[7], Rig.GATEWAY, client.getLocalPort());
      client.receive(new DatagramPacket(new byte[10], 10));
    }
    assertEquals(1, entry.traffic().connections());
    assertEquals(1, entry.traffic().open());
    assertEquals(150, entry.traffic().bytesIn());
    await().until(() -> entry.traffic().bytesOut() == 7); // counted when it has been sent
    rig.onLoop(() -> rig.relays.forwards().remove(entry.id(), false));
    assertEquals(0, entry.traffic().open());
  }

  @Test
  void clientsThatNeverGetInAreCountedNotKept() throws IOException {
    container.fill();
    Forwards.Entry entry = add("127.0.0.1:0:80");
    try (Socket client = connected("127.0.0.1", portOf(entry))) {
      assertThrows(
          IOException.class,
          () -> {
            if (client.getInputStream().read() < 0) {
              throw new IOException("ended");
            }
          });
    }
    assertEquals(0, entry.traffic().open());
  }

  @Test
  void idsAreNeverUsedTwice() {
    int one = add("127.0.0.1:0:80").id();
    assertTrue(rig.onLoop(() -> rig.relays.forwards().remove(one, false)));
    assertFalse(rig.onLoop(() -> rig.relays.forwards().remove(one, false)));
    assertEquals(one + 1, add("127.0.0.1:0:80").id());
  }

  @Test
  void loopbackInsideIsNotReachedByTheTap() {
    ForwardException e = refusal("8080:127.0.0.1:80");
    assertEquals(Kind.UNAVAILABLE, e.kind());
    assertTrue(
        e.getMessage()
            .endsWith("the container's loopback cannot be reached by its network interface"),
        e::getMessage);
  }
}
