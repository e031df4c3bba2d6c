package org.slirp4j.portfwd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.portfwd.FakeContainer.Opened;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.ForwardException.Kind;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.portfwd.forward.RuleText;

/** Paths of the host that lead to TCP ports of the container. */
@Timeout(30)
final class UnixForwardTest {
  private final Rig rig = new Rig();
  private final FakeContainer container = new FakeContainer(rig);

  @TempDir Path folder;

  @AfterEach
  void close() {
    rig.close();
  }

  private Path path() {
    return folder.resolve("x.sock");
  }

  private Forwards.Entry add() {
    return rig.onLoop(
        () -> rig.relays.forwards().add(RuleText.word("unix:" + path() + ":80"), "test"));
  }

  private ForwardException refusal() {
    return rig.onLoop(() ->
        assertThrows(
            ForwardException.class,
            () -> rig.relays.forwards().add(RuleText.word("unix:" + path() + ":80"), "test")));
  }

  private SocketChannel client() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path()));
  }

  private Opened next(int index) {
    await().until(() -> container.opened.size() > index);
    return container.opened.get(index);
  }

  @Test
  void carriesBytesAndEndsBothWays() throws IOException {
    byte[] question = new byte[300_000];
    byte[] answer = new byte[1_000_000];
    new Random(1).nextBytes(question);
    new Random(2).nextBytes(answer);
    Forwards.Entry entry = add();
    try (SocketChannel client = client()) {
      Opened opened = next(0);
      assertEquals(Rig.GUEST, opened.guest());
      assertEquals(80, opened.guestPort());
      assertEquals(Rig.GATEWAY, opened.peer());
      opened.flow().establish();
      ByteBuffer rest = ByteBuffer.wrap(question);
      while (rest.hasRemaining()) {
        client.write(rest);
      }
      client.shutdownOutput();
      await().until(opened.flow()::isOutputShut);
      assertArrayEquals(question, opened.flow().received());
      opened.flow().send(answer);
      opened.flow().end();
      assertArrayEquals(answer, Channels.newInputStream(client).readAllBytes());
      opened.flow().closed(false);
    }
    await().until(() -> entry.traffic().open() == 0);
    assertEquals(300_000, entry.traffic().bytesIn());
    assertEquals(1_000_000, entry.traffic().bytesOut());
  }

  @Test
  void clientsHavePortsOfTheirOwnInside() throws IOException {
    add();
    try (SocketChannel one = client();
        SocketChannel other = client()) {
      assertNotEquals(next(0).peerPort(), next(1).peerPort());
      assertTrue(next(0).peerPort() > 0);
      assertTrue(one.isConnected() && other.isConnected());
    }
  }

  @Test
  void onlyTheOwnerMayConnectAndTheFileGoesWithTheRule() throws IOException {
    Forwards.Entry entry = add();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
    rig.onLoop(() -> rig.relays.forwards().remove(entry.id(), false));
    assertFalse(Files.exists(path()));
    add();
    assertTrue(Files.exists(path()));
    rig.run(rig.relays::close);
    assertFalse(Files.exists(path()));
  }

  @Test
  void removingTheRuleCutsItsClientsIfAsked() throws IOException {
    Forwards.Entry entry = add();
    try (SocketChannel client = client()) {
      FakeTcpFlow flow = next(0).flow();
      flow.establish();
      rig.onLoop(() -> rig.relays.forwards().remove(entry.id(), true));
      await().until(flow::isReset);
      assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    }
    assertEquals(0, rig.openSockets());
  }

  @Test
  void aDeadSocketIsReplacedAndNothingElse() throws IOException {
    ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(path()));
    ForwardException alive = refusal();
    assertEquals(Kind.CONFLICT, alive.kind());
    assertEquals(
        "bind "
            + path()
            + ": EADDRINUSE (Address already in use): another program listens there: name another"
            + " path, or end that one",
        alive.getMessage());
    dead.close();
    int id = add().id();
    rig.onLoop(() -> rig.relays.forwards().remove(id, false));
    Files.writeString(path(), "mine");
    assertEquals(Kind.CONFLICT, refusal().kind());
    assertEquals("mine", Files.readString(path()));
    assertEquals(0, rig.openSockets());
  }

  @Test
  void anotherFileWithTheNameStaysInTheEnd() throws IOException {
    Forwards.Entry entry = add();
    Files.delete(path());
    Files.writeString(path(), "mine");
    rig.onLoop(() -> rig.relays.forwards().remove(entry.id(), false));
    assertEquals("mine", Files.readString(path()));
  }

  @Test
  void aSecondRuleForThePathIsRefused() {
    add();
    ForwardException e = refusal();
    assertEquals(Kind.CONFLICT, e.kind());
    assertTrue(
        e.getMessage().contains("forward 1, unix:" + path() + ":80/tcp, is in the way"),
        e::getMessage);
  }

  @Test
  void aFolderThatIsNotThereIsToldOf() {
    ForwardException e =
        rig.onLoop(() ->
            assertThrows(
                ForwardException.class,
                () ->
                    rig.relays
                        .forwards()
                        .add(RuleText.word("unix:" + folder + "/none/x.sock:80"), "test")));
    assertEquals(Kind.UNAVAILABLE, e.kind());
    assertTrue(e.getMessage().endsWith("make its folder first"), e::getMessage);
  }
}
