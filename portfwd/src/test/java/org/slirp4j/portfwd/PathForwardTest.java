package org.slirp4j.portfwd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.ForwardException.Kind;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.portfwd.forward.InsidePaths;
import org.slirp4j.portfwd.forward.Place;
import org.slirp4j.portfwd.forward.ProcessPaths;
import org.slirp4j.portfwd.forward.RuleText;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.FlowInfo;

/** Ports and paths of the host that lead to a unix socket inside; this process is the container. */
@Timeout(30)
final class PathForwardTest {
  private final Rig rig = new Rig();
  private final InsidePaths here = new ProcessPaths((int) ProcessHandle.current().pid());

  @TempDir Path folder;

  private ServerSocketChannel service;

  @BeforeEach
  void serve() throws IOException {
    service = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    service.bind(UnixDomainSocketAddress.of(inside()));
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
    service.close();
  }

  private Path inside() {
    return folder.resolve("in.sock");
  }

  private Forwards.Entry add(String listen) {
    return rig.onLoop(
        () -> rig.relays.forwards().add(RuleText.word(listen + ":unix:" + inside()), "test"));
  }

  private Forwards.Entry addPort() {
    return add("127.0.0.1:0");
  }

  private static Socket client(Forwards.Entry entry) throws IOException {
    int port = ((Place.Inet) entry.rule().listen()).ports().first();
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private void reach(InsidePaths paths) {
    rig.run(() -> rig.relays.reachPaths(paths));
  }

  @Test
  void carriesBytesAndEndsBothWays() throws IOException {
    reach(here);
    Forwards.Entry entry = addPort();
    byte[] question = new byte[50_000];
    byte[] answer = new byte[2_000_000];
    new Random(1).nextBytes(question);
    new Random(2).nextBytes(answer);
    try (Socket client = client(entry);
        SocketChannel served = service.accept()) {
      client.getOutputStream().write(question);
      client.shutdownOutput();
      assertArrayEquals(question, Channels.newInputStream(served).readAllBytes());
      Thread.ofVirtual().start(() -> writeAll(served, answer));
      assertArrayEquals(answer, client.getInputStream().readAllBytes());
    }
    await().until(() -> entry.traffic().open() == 0);
    assertEquals(1, entry.traffic().connections());
    assertEquals(50_000, entry.traffic().bytesIn());
    assertEquals(2_000_000, entry.traffic().bytesOut());
    await().until(() -> rig.openSockets() == 1);
  }

  private static void writeAll(SocketChannel to, byte[] bytes) {
    try {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        to.write(rest);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void pathsThatComeWhenTheRelaysAreClosedAreClosed() {
    rig.run(rig.relays::close);
    AtomicInteger closed = new AtomicInteger();
    InsidePaths late =
        new InsidePaths() {
          @Override
          public int find(String path) {
            throw new AssertionError("nobody asks for " + path);
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    reach(late);
    assertEquals(1, closed.get());
  }

  @Test
  void aPathLeadsToAPath() throws IOException {
    reach(here);
    Path outside = folder.resolve("out.sock");
    add("unix:" + outside);
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(outside));
        SocketChannel served = service.accept()) {
      client.write(ByteBuffer.wrap(Rig.bytes("question")));
      ByteBuffer got = ByteBuffer.allocate(100);
      served.read(got);
      assertEquals(8, got.position());
      List<FlowInfo> flows =
          rig.onLoop(() -> {
            List<FlowInfo> all = new ArrayList<>();
            rig.relays.listFlows(System.nanoTime(), all::add);
            return all;
          });
      assertEquals(1, flows.size());
      assertEquals("SPLICED", flows.getFirst().state());
      assertEquals(8, flows.getFirst().bytesToGuest());
    }
  }

  @Test
  void clientsAreResetWhenNobodyListensThere() throws IOException {
    reach(here);
    service.close();
    Forwards.Entry entry = addPort();
    try (Socket client = client(entry)) {
      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
    assertEquals(1, rig.count(RelayCounter.FORWARD_TCP_FAILED));
    assertEquals(1, rig.openSockets());
    assertEquals(0, entry.traffic().connections());
  }

  /** However slow a file system inside is, the loop is not; and waiting clients are bounded. */
  @Test
  void slowFileSystemsInsideStopNobodyElse() throws Exception {
    CountDownLatch found = new CountDownLatch(1);
    reach(path -> {
      try {
        found.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return here.find(path);
    });
    Forwards.Entry entry = addPort();
    try (Socket one = client(entry);
        Socket other = client(entry)) {
      await().until(() -> rig.count(RelayCounter.FORWARD_TCP_CLIENTS) == 2);
      rig.onLoop(() -> rig.relays.forwards().entries());
      found.countDown();
      try (SocketChannel first = service.accept();
          SocketChannel second = service.accept()) {
        first.write(ByteBuffer.wrap(new byte[1]));
        second.write(ByteBuffer.wrap(new byte[1]));
        assertEquals(0, one.getInputStream().read());
        assertEquals(0, other.getInputStream().read());
      }
    }
  }

  @Test
  void cuttingARuleCutsThoseOnTheirWay() throws Exception {
    CountDownLatch found = new CountDownLatch(1);
    reach(path -> {
      try {
        found.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return here.find(path);
    });
    Forwards.Entry entry = addPort();
    try (Socket client = client(entry)) {
      await().until(() -> rig.count(RelayCounter.FORWARD_TCP_CLIENTS) == 1);
      rig.onLoop(() -> rig.relays.forwards().remove(entry.id(), true));
      assertThrows(SocketException.class, () -> client.getInputStream().read());
      found.countDown();
      await().until(() -> rig.openSockets() == 0);
    }
  }

  @Test
  void anotherProcessMayShowThePathsLater() throws IOException {
    reach(path -> {
      throw new SystemCallException("open", path, Errno.ENOENT, "");
    });
    Forwards.Entry entry = addPort();
    try (Socket client = client(entry)) {
      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
    reach(here);
    try (Socket client = client(entry);
        SocketChannel served = service.accept()) {
      served.write(ByteBuffer.wrap(new byte[1]));
      assertEquals(0, client.getInputStream().read());
    }
  }

  @Test
  void withoutAProcessPathsAreRefused() {
    ForwardException e =
        rig.onLoop(() ->
            assertThrows(
                ForwardException.class,
                () -> rig.relays.forwards().add(RuleText.word("0:unix:/run/x"), "test")));
    assertEquals(Kind.UNAVAILABLE, e.kind());
    assertTrue(
        e.getMessage().endsWith("can be seen only in a container whose process is known"),
        e::getMessage);
    assertEquals(0, rig.openSockets());
  }
}
