package org.slirp4j.portfwd.splice;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slirp4j.portfwd.report.RelayCounter;

/** Spliced connections to services in a real namespace. */
final class SpliceKernelTest extends IntoContainer {
  /** More than all buffers between a client and a service that does not read. */
  private static final long SENT = 256 << 16;

  private static byte[] bytes(int count, long seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static String write(OutputStream to, int total, int seed) throws Exception {
    DigestOutputStream out = new DigestOutputStream(to, MessageDigest.getInstance("SHA-256"));
    Random random = new Random(seed);
    for (int left = total; left > 0; ) {
      byte[] piece = bytes(Math.min(left, 1 + random.nextInt(200_000)), random.nextLong());
      out.write(piece);
      left -= piece.length;
    }
    return HexFormat.of().formatHex(out.getMessageDigest().digest());
  }

  /** Waits until bytes have been moved and no more are; returns how many. */
  private long awaitStandstill() {
    long[] before = {-1};
    await()
        .pollInterval(Duration.ofMillis(100))
        .until(() -> {
          long now = path.forth.get() + path.back.get();
          boolean still = now > 1 && now == before[0];
          before[0] = now;
          return still;
        });
    return before[0];
  }

  private static String read(InputStream from) throws Exception {
    DigestInputStream in = new DigestInputStream(from, MessageDigest.getInstance("SHA-256"));
    in.transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(in.getMessageDigest().digest());
  }

  private static CompletableFuture<String> inBackground(
      java.util.concurrent.Callable<String> work) {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            result.complete(work.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  @Test
  void bytesArriveWholeBothWaysAtOnce() throws Exception {
    CompletableFuture<String> got = new CompletableFuture<>();
    CompletableFuture<String> sent = new CompletableFuture<>();
    Service.Work work =
        connection -> {
          CompletableFuture<String> reading = inBackground(() -> read(connection.in()));
          try {
            sent.complete(write(connection.out(), 30_000_000, 1));
            connection.shutdownOutput();
            got.complete(reading.get(30, SECONDS));
          } catch (Exception e) {
            sent.completeExceptionally(e);
            got.completeExceptionally(e);
          }
        };
    try (Service service = service(work);
        Socket client = SplicePath.client(portTo(service))) {
      CompletableFuture<String> reading = inBackground(() -> read(client.getInputStream()));
      String written = write(client.getOutputStream(), 20_000_000, 2);
      client.shutdownOutput();
      assertEquals(sent.get(30, SECONDS), reading.get(30, SECONDS));
      assertEquals(written, got.get(30, SECONDS));
    }
    await().until(path.relays::isEmpty);
    assertEquals(20_000_000, path.forth.get());
    assertEquals(30_000_000, path.back.get());
    assertEquals(1, path.openSockets(), "the listening socket alone is left");
  }

  @Test
  void theOtherDirectionGoesOnAfterTheClientsEnd() throws Exception {
    Service.Work work =
        connection -> {
          byte[] question = connection.in().readAllBytes();
          connection.out().write(question);
          connection.out().write(bytes(1_000_000, 3));
        };
    try (Service service = service(work);
        Socket client = SplicePath.client(portTo(service))) {
      client.getOutputStream().write("question".getBytes(US_ASCII));
      client.shutdownOutput();
      byte[] answer = client.getInputStream().readAllBytes();
      assertEquals("question", new String(answer, 0, 8, US_ASCII));
      assertEquals(1_000_008, answer.length);
    }
    await().until(path.relays::isEmpty);
    assertEquals(0, path.count(RelayCounter.SPLICE_RESETS));
  }

  @Test
  void theOtherDirectionGoesOnAfterTheServicesEnd() throws Exception {
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    Service.Work work =
        connection -> {
          connection.out().write("welcome".getBytes(US_ASCII));
          connection.shutdownOutput();
          got.complete(connection.in().readAllBytes());
        };
    byte[] sent = bytes(1_000_000, 4);
    try (Service service = service(work);
        Socket client = SplicePath.client(portTo(service))) {
      assertEquals("welcome", new String(client.getInputStream().readAllBytes(), US_ASCII));
      client.getOutputStream().write(sent);
    }
    assertArrayEquals(sent, got.get(10, SECONDS));
    await().until(path.relays::isEmpty);
  }

  @Test
  void aResetOfTheServicesIsAResetToTheClient() throws Exception {
    Service.Work work =
        connection -> {
          connection.in().read();
          connection.resetOnClose();
        };
    try (Service service = service(work);
        Socket client = SplicePath.client(portTo(service))) {
      client.getOutputStream().write(1);
      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
    await().until(path.relays::isEmpty);
  }

  @Test
  void aResetOfTheClientsIsAResetToTheService() throws Exception {
    CompletableFuture<String> end = new CompletableFuture<>();
    Service.Work work =
        connection -> {
          connection.in().read();
          try {
            end.complete("read " + connection.in().read());
          } catch (IOException e) {
            end.complete(String.valueOf(e.getMessage()));
          }
        };
    try (Service service = service(work)) {
      Socket client = SplicePath.client(portTo(service));
      client.getOutputStream().write(1);
      await().until(() -> path.forth.get() == 1);
      client.setSoLinger(true, 0);
      client.close();
      assertTrue(end.get(10, SECONDS).contains("ECONNRESET"), end.get());
    }
    await().until(path.relays::isEmpty);
  }

  @Test
  void aServiceThatDoesNotReadHearsOfAClientsResetAllTheSame() throws Exception {
    CompletableFuture<Boolean> go = new CompletableFuture<>();
    Service.Work work = connection -> go.join();
    try (Service service = service(work)) {
      Socket client = SplicePath.client(portTo(service));
      CompletableFuture<String> sent =
          inBackground(() -> write(client.getOutputStream(), 60_000_000, 6));
      awaitStandstill();
      client.setSoLinger(true, 0);
      client.close();
      assertThrows(Exception.class, () -> sent.get(10, SECONDS));
      await().until(path.relays::isEmpty);
      assertEquals(1, path.openSockets());
      go.complete(true);
    }
  }

  @Test
  void aClientThatDoesNotReadHearsOfAServicesResetAllTheSame() throws Exception {
    Service.Work work =
        connection -> {
          CompletableFuture<String> end = new CompletableFuture<>();
          Thread.ofPlatform()
              .start(() -> {
                try {
                  connection.out().write(bytes(60_000_000, 6));
                } catch (IOException e) {
                  end.complete("cut");
                }
              });
          awaitStandstill();
          connection.resetOnClose();
          connection.shutdown();
          end.join();
        };
    try (Service service = service(work);
        Socket client = SplicePath.client(portTo(service))) {
      client.getOutputStream().write(1);
      await().until(() -> path.relays.size() == 1);
      await().until(path.relays::isEmpty);
      assertEquals(1, path.openSockets());
    }
  }

  @Test
  void whatAServiceSaysBeforeItsResetIsStillRead() throws Exception {
    Service.Work work =
        connection -> {
          connection.in().read();
          connection.out().write("no such thing".getBytes(US_ASCII));
          connection.resetOnClose();
        };
    try (Service service = service(work);
        Socket client = SplicePath.client(portTo(service))) {
      client.getOutputStream().write(bytes(3_000_000, 5));
      byte[] answer = client.getInputStream().readNBytes(13);
      assertEquals("no such thing", new String(answer, US_ASCII));
    } catch (SocketException e) {
      // Nothing promises more than the answer: the request was not read.
    }
    await().until(path.relays::isEmpty);
  }

  @Test
  void nobodyListeningIsAResetToTheClient() throws Exception {
    Service closed = service(IntoContainer::echo);
    int port = portTo(closed);
    closed.close();
    try (Socket client = SplicePath.client(port)) {
      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
    assertEquals(0, path.withoutSocket.get());
    await().until(() -> path.openSockets() == 1);
  }

  @Test
  void aReaderThatStopsStopsTheSender() throws Exception {
    CompletableFuture<Boolean> go = new CompletableFuture<>();
    CompletableFuture<String> got = new CompletableFuture<>();
    Service.Work work =
        connection -> {
          go.join();
          try {
            got.complete(read(connection.in()));
          } catch (Exception e) {
            got.completeExceptionally(e);
          }
        };
    try (Service service = service(work);
        Socket client = SplicePath.client(portTo(service))) {
      CompletableFuture<String> sent =
          inBackground(() -> {
            String hash = write(client.getOutputStream(), 60_000_000, 6);
            client.shutdownOutput();
            return hash;
          });
      long taken = awaitStandstill();
      assertTrue(taken < 40_000_000, () -> taken + " bytes were taken for nobody");
      assertEquals(1, path.relays.size());
      go.complete(true);
      assertEquals(sent.get(30, SECONDS), got.get(30, SECONDS));
    }
  }

  @Test
  void slowReadersThatHoldAllPipesStopNobodyElse() throws Exception {
    int slow = Pipes.MAX_PIPES + 6;
    CompletableFuture<Boolean> go = new CompletableFuture<>();
    BlockingQueue<Long> got = new LinkedBlockingQueue<>();
    Service.Work work =
        connection -> {
          if (connection.in().read() == 's') {
            go.join();
          }
          got.add(connection.in().transferTo(OutputStream.nullOutputStream()));
        };
    try (Service service = service(work)) {
      int port = portTo(service);
      List<CompletableFuture<String>> sent = new ArrayList<>();
      for (int i = 0; i < slow; i++) {
        sent.add(inBackground(() -> send(port, 's')));
      }
      await().until(() -> path.pipes() == Pipes.MAX_PIPES);
      assertEquals("sent", send(port, 'q'));
      assertEquals(SENT, got.poll(20, SECONDS));
      go.complete(true);
      for (CompletableFuture<String> each : sent) {
        assertEquals("sent", each.get(20, SECONDS));
        assertEquals(SENT, got.poll(20, SECONDS));
      }
    }
    await().until(path.relays::isEmpty);
    assertTrue(path.pipes() <= Pipes.MAX_IDLE, () -> path.pipes() + " pipes are left");
  }

  private static String send(int port, int first) throws Exception {
    try (Socket client = SplicePath.client(port)) {
      client.getOutputStream().write(first);
      byte[] piece = new byte[1 << 16];
      for (int i = 0; i < SENT / piece.length; i++) {
        client.getOutputStream().write(piece);
      }
      return "sent";
    }
  }

  @Test
  void anIpv4ClientReachesAnIpv6Service() throws Exception {
    try (Service service = new Service(inside, Container.ADDRESS_6, IntoContainer::echo);
        Socket client = SplicePath.client(path.leadTo(Container.ADDRESS_6, service.port()))) {
      client.getOutputStream().write(42);
      assertEquals(42, client.getInputStream().read());
    }
  }

  @Test
  void aServiceThatListensOnLoopbackAloneIsNotReachedByTheContainersAddress() throws Exception {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (Service service = new Service(inside, loopback, IntoContainer::echo)) {
      try (Socket client = SplicePath.client(portTo(service))) {
        assertThrows(SocketException.class, () -> client.getInputStream().read());
      }
      try (Socket client = SplicePath.client(path.leadTo(loopback, service.port()))) {
        client.getOutputStream().write(43);
        assertEquals(43, client.getInputStream().read());
      }
    }
  }

  @Test
  void whereLoopbackIsDownInsideAnotherWayIsAskedFor() throws Exception {
    try (Service service = service(IntoContainer::echo)) {
      int port = portTo(service);
      container.run("ip", "link", "set", "lo", "down");
      try (Socket client = SplicePath.client(port)) {
        client.setSoTimeout(5_000);
        assertThrows(SocketException.class, () -> client.getInputStream().read());
        assertEquals(1, path.withoutSocket.get());
      } finally {
        container.run("ip", "link", "set", "lo", "up");
        container.run("ip", "address", "replace", "fd00::100/128", "dev", "lo", "nodad");
      }
    }
  }

  @Test
  void whoFindsNoPortInsideIsToldAndPortsAreFoundAgain() throws Exception {
    String range = "/proc/sys/net/ipv4/ip_local_port_range";
    String before = container.run("cat", range).strip();
    try (Service service = service(IntoContainer::echo)) {
      int port = portTo(service);
      container.run("sh", "-c", "echo 40000 40001 >" + range);
      try (Socket one = SplicePath.client(port);
          Socket two = SplicePath.client(port)) {
        assertEquals(1, echoed(one));
        assertEquals(1, echoed(two));
        for (int i = 1; i <= 2; i++) {
          try (Socket other = SplicePath.client(port)) {
            assertThrows(SocketException.class, () -> other.getInputStream().read());
            assertEquals(i, path.withoutSocket.get());
          }
        }
      }
      container.run("sh", "-c", "echo '" + before + "' >" + range);
      await()
          .until(() -> {
            try (Socket again = SplicePath.client(port)) {
              return echoed(again) == 1;
            } catch (SocketException e) {
              return false;
            }
          });
    } finally {
      container.run("sh", "-c", "echo '" + before + "' >" + range);
    }
  }

  @Test
  void whoWaitsForASocketIsToldWhateverWentWrong() throws Exception {
    InsideSockets broken =
        new InsideSockets() {
          @Override
          public int[] make(int count, int domain, int type, int protocol) {
            throw new OutOfMemoryError("for a test");
          }

          @Override
          public void close() {}
        };
    try (Service service = service(IntoContainer::echo);
        SplicePath without = new SplicePath(broken);
        Socket client = SplicePath.client(without.leadTo(Container.ADDRESS, service.port()))) {
      assertThrows(SocketException.class, () -> client.getInputStream().read());
      assertEquals(1, without.withoutSocket.get());
    }
  }

  @Test
  void aThousandClientsAtOnceAreServed() throws Exception {
    try (Service service = service(IntoContainer::echo)) {
      int port = portTo(service);
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        clients.add(SplicePath.client(port));
      }
      for (Socket client : clients) {
        client.getOutputStream().write(7);
      }
      for (Socket client : clients) {
        client.setSoTimeout(10_000);
        assertEquals(7, client.getInputStream().read());
        client.close();
      }
    }
    await().until(path.relays::isEmpty);
    assertEquals(0, path.withoutSocket.get());
    assertEquals(1_000, path.count(RelayCounter.SPLICED));
  }

  @Test
  void connectionsOneAfterAnotherLeaveNoDescriptor() throws Exception {
    try (Service service = service(IntoContainer::echo)) {
      int port = portTo(service);
      exchange(port, 100);
      await().until(path.relays::isEmpty);
      long before = descriptors();
      exchange(port, 1_000);
      await().until(path.relays::isEmpty);
      long most = before + SocketPool.MIN_BATCH;
      await().until(() -> descriptors() <= most);
      assertEquals(0, path.withoutSocket.get());
    }
  }

  private static void exchange(int port, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try (Socket client = SplicePath.client(port)) {
        client.getOutputStream().write(i);
        assertEquals(i & 0xff, client.getInputStream().read());
      }
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.count();
    }
  }
}
