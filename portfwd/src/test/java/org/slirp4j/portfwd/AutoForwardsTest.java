package org.slirp4j.portfwd;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.portfwd.auto.AutoFilter;
import org.slirp4j.portfwd.auto.AutoForwards;
import org.slirp4j.portfwd.auto.AutoRule;
import org.slirp4j.portfwd.forward.RuleText;

/** Automatic forwards for real sockets in a real namespace. */
@Tag("kernel")
@Timeout(60)
final class AutoForwardsTest {
  /** What the issue asks for. */
  private static final int LIMIT_MILLIS = 200;

  private final Rig rig = new Rig();
  private final FakeContainer container = new FakeContainer(rig);
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final InsideNamespace inside;

  AutoForwardsTest() throws IOException {
    inside = new InsideNamespace();
  }

  @AfterEach
  void close() {
    rig.close();
    inside.close();
  }

  private void start(String filter) {
    AutoForwards.Listener listener =
        new AutoForwards.Listener() {
          @Override
          public void onAdded(AutoRule rule) {
            told.add("+ " + rule.rule());
          }

          @Override
          public void onRemoved(AutoRule rule) {
            told.add("- " + rule.rule());
          }

          @Override
          public void onProblem(AutoRule rule) {
            told.add("! " + rule.problem());
          }
        };
    rig.onLoop(() -> {
      rig.relays.forwards().guests(Rig.GUEST, null);
      rig.relays.reachInside(inside.sockets());
      rig.relays.startAuto(AutoFilter.parse(filter), listener);
      return true;
    });
  }

  private List<AutoRule> rules() {
    return rig.onLoop(() -> {
      AutoForwards auto = rig.relays.auto();
      return auto == null ? List.<AutoRule>of() : auto.rules();
    });
  }

  private List<String> texts() {
    return rules().stream().map(each -> each.rule().toString()).toList();
  }

  private static boolean isOpen(String address, int port) {
    try (Socket client = new Socket(InetAddress.ofLiteral(address), port)) {
      return client.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void appears(int port) {
    await().until(() -> isOpen("127.0.0.1", port));
  }

  private void vanishes(int port) {
    await().until(() -> !isOpen("127.0.0.1", port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "10.0.2.100"})
  void whatTheContainerListensOnAppearsAndVanishesInTime(String address) throws IOException {
    start("");
    passesGoBy(1);
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      int port = FreePorts.next();
      long began = System.nanoTime();
      int fd = inside.listen(address, port);
      appears(port);
      millis.add(NANOSECONDS.toMillis(System.nanoTime() - began));
      await().until(() -> isOpen("::1", port));
      began = System.nanoTime();
      inside.close(fd);
      vanishes(port);
      millis.add(NANOSECONDS.toMillis(System.nanoTime() - began));
      await().until(() -> !isOpen("::1", port));
    }
    assertEquals(List.of(), rules());
    // Most of them: the machine may have had something else to do.
    millis.sort(null);
    assertTrue(millis.get(millis.size() * 3 / 4) <= LIMIT_MILLIS, millis::toString);
  }

  @Test
  void whatWasThereBeforeAppearsAtOnce() throws IOException {
    int port = FreePorts.next();
    inside.listen("0.0.0.0", port);
    start("");
    assertTrue(isOpen("127.0.0.1", port));
    assertEquals(
        List.of(
            "+ 127.0.0.1:" + port + ":10.0.2.100:" + port + "/tcp",
            "+ [::1]:" + port + ":10.0.2.100:" + port + "/tcp"),
        told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1"})
  void whatListensOnLoopbackNeverAppears(String address) throws IOException {
    start("1-65535");
    int port = FreePorts.next();
    inside.listen(address, port);
    int udp = FreePorts.next();
    inside.receive(address, udp);
    passesGoBy(1);
    assertFalse(isOpen("127.0.0.1", port));
    assertEquals(List.of(), rules());
  }

  @Test
  void serviceByIpv6AloneNeedsAContainerWithIpv6() throws IOException {
    start("");
    int port = FreePorts.next();
    inside.listenByIpv6Alone("::", port);
    passesGoBy(1);
    assertEquals(List.of(), rules());
    rig.run(() -> rig.relays.forwards().guests(Rig.GUEST, Rig.address("fd00::64")));
    await().until(() -> !rules().isEmpty());
    assertEquals(
        List.of(
            "127.0.0.1:" + port + ":[fd00::64]:" + port + "/tcp",
            "[::1]:" + port + ":[fd00::64]:" + port + "/tcp"),
        texts());
  }

  @Test
  void dualStackServiceIsReachedByTheClientsFamily() throws IOException {
    start("");
    rig.run(() -> rig.relays.forwards().guests(Rig.GUEST, Rig.address("fd00::64")));
    int port = FreePorts.next();
    inside.listen("::", port);
    await().until(() -> !rules().isEmpty());
    assertEquals(
        List.of(
            "127.0.0.1:" + port + ":10.0.2.100:" + port + "/tcp",
            "[::1]:" + port + ":[fd00::64]:" + port + "/tcp"),
        texts());
  }

  @Test
  void filterIsHonoured() throws IOException {
    int taken = FreePorts.next();
    int left = FreePorts.next();
    start("1024-65535,!" + left);
    inside.listen("0.0.0.0", left);
    inside.listen("0.0.0.0", 80);
    inside.listen("0.0.0.0", taken);
    appears(taken);
    assertFalse(isOpen("127.0.0.1", left));
    assertEquals(2, rules().size());
  }

  @Test
  void udpServicesAppearAndVanish() throws IOException {
    start("");
    passesGoBy(1);
    int port = FreePorts.next();
    int fd = inside.receive("0.0.0.0", port);
    await().until(() -> rules().size() == 2);
    try (DatagramSocket client = new DatagramSocket()) {
      byte[] hello = Rig.bytes("hello");
      client.send(
          new DatagramPacket(hello, hello.length, InetAddress.ofLiteral("127.0.0.1"), port));
      await().until(() -> !container.udp.isEmpty() && !container.udp.getFirst().received.isEmpty());
    }
    // A server that answers its first client by a connected socket is there still.
    InsideNamespace.connect(fd, 9);
    passesGoBy(1);
    assertEquals(2, rules().size());
    inside.close(fd);
    await().until(() -> rules().isEmpty());
  }

  @Test
  void udpClientsDoNotAppear() throws IOException {
    start("");
    int connected = inside.receive("0.0.0.0", FreePorts.next());
    InsideNamespace.connect(connected, 9);
    inside.receive("0.0.0.0", 45_678);
    inside.receive("0.0.0.0", 68);
    passesGoBy(1);
    assertEquals(List.of(), told.stream().filter(line -> line.endsWith("/udp")).toList());
  }

  @Test
  void portThatIsTakenIsToldOnceAndHadWhenItIsFree() throws IOException {
    int port = FreePorts.next();
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      start("tcp:1024-65535,@127.0.0.1");
      inside.listen("0.0.0.0", port);
      await().until(() -> !told.isEmpty());
      passesGoBy(1);
      assertEquals(1, told.stream().filter(line -> line.startsWith("!")).count(), told::toString);
      assertTrue(told.getFirst().contains("EADDRINUSE"), told::toString);
      assertEquals(0, rules().getFirst().id());
      assertTrue(other.isBound());
    }
    await().atMost(5, SECONDS).until(() -> rules().getFirst().problem() == null);
    assertTrue(isOpen("127.0.0.1", port));
  }

  @Test
  void fiveHundredListenersAtOnceAreBounded() throws IOException {
    start("tcp:1024-65535");
    passesGoBy(1);
    int before = rig.openSockets();
    List<Integer> fds = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      fds.add(inside.listen("0.0.0.0", FreePorts.next()));
    }
    await().atMost(1, SECONDS).until(() -> rules().size() == 512);
    passesGoBy(3);
    assertEquals(before + 512, rig.openSockets());
    assertEquals(1, rig.log.size(), rig.log::toString);
    assertTrue(rig.log.getFirst().contains("more than 256 ports"), rig.log::toString);
    fds.forEach(inside::close);
    await().atMost(1, SECONDS).until(() -> rules().isEmpty());
    assertEquals(before, rig.openSockets());
  }

  @Test
  void listenersThatComeAndGoQuicklyAreOpenedAtABoundedRate() throws IOException {
    start("tcp:1024-65535");
    long until = System.nanoTime() + SECONDS.toNanos(3);
    while (System.nanoTime() - until < 0) {
      List<Integer> fds = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        fds.add(inside.listen("0.0.0.0", FreePorts.next()));
      }
      passesGoBy(1);
      fds.forEach(inside::close);
      passesGoBy(1);
    }
    long opened = told.stream().filter(line -> line.startsWith("+")).count();
    assertTrue(opened > 512, "opened " + opened);
    assertTrue(opened < 512 + 6 * 100, "opened " + opened);
  }

  private void passesGoBy(int count) {
    for (int i = 0; i < count; i++) {
      int before = passes();
      await().until(() -> passes() > before + 1);
    }
  }

  private int passes() {
    return rig.onLoop(() -> Objects.requireNonNull(rig.relays.auto()).passes());
  }

  @Test
  void portsThatAreOpenInsideByReverseRulesAreNotLedInAgain() throws IOException {
    int port = FreePorts.next();
    start("");
    rig.onLoop(() -> rig.relays.reverse().add(RuleText.word("0.0.0.0:" + port + ":9"), "test"));
    passesGoBy(1);
    assertEquals(List.of(), rules());
    assertFalse(isOpen("127.0.0.1", port));
  }

  @Test
  void endOfItTakesAllAway() throws IOException {
    int port = FreePorts.next();
    inside.listen("0.0.0.0", port);
    start("");
    assertTrue(isOpen("127.0.0.1", port));
    rig.run(() -> rig.relays.stopAuto());
    assertFalse(isOpen("127.0.0.1", port));
    assertEquals(List.of(), rules());
  }
}
