package org.slirp4j.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.runtime.control.ControlException;

/** What a client gets for what it sends; no API's content. */
@Timeout(20)
final class HttpServerTest {
  private static final Limits LIMITS =
      new Limits(
          8,
          2,
          1024,
          2048,
          4096,
          4,
          2,
          4,
          TimeUnit.MILLISECONDS.toNanos(300),
          TimeUnit.SECONDS.toNanos(30),
          1 << 16,
          3 << 19);

  @TempDir Path folder;
  private Path socket = Path.of("/nowhere");
  private HttpServer server = new HttpServer(LIMITS, peer -> true);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final BlockingQueue<Outlet> outlets = new LinkedBlockingQueue<>();

  @BeforeEach
  void listen() throws IOException {
    socket = folder.resolve("s");
    server.listen(socket, routes(), "web");
  }

  private List<Route> routes() {
    return List.of(
        new Route("GET", "/hello", r -> Reply.text(200, "hello " + r.container())),
        new Route("POST", "/echo", r -> Reply.text(200, r.body())),
        new Route("GET", "/things/{id}", r -> Reply.text(200, r.parameter("id") + r.query())),
        new Route("DELETE", "/things/{id}", r -> Reply.empty(204)),
        new Route("GET", "/who", r -> Reply.text(200, r.peer().toString())),
        new Route("GET", "/big", r -> Reply.text(200, "x".repeat(1 << 20))),
        new Route("GET", "/wait", r -> waitForGate()),
        new Route("GET", "/deep", r -> deep(r)),
        new Route("GET", "/deep-stream", r -> new Reply.Streamed("text/x", outlet -> deep(r))),
        new Route("GET", "/stream", r -> new Reply.Streamed("text/x", outlets::add)),
        new Route(
            "GET",
            "/refused",
            r -> {
              throw new ControlException(ControlException.Kind.CONFLICT, "taken by \"3\"");
            }),
        new Route(
            "GET",
            "/broken",
            r -> {
              throw new IllegalStateException("on purpose");
            }));
  }

  /** Ends as what nests too deeply does. */
  private static Reply deep(Request request) {
    throw new StackOverflowError("on purpose: " + request.path());
  }

  private Reply waitForGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Reply.text(200, "waited");
  }

  @AfterEach
  void stop() {
    gate.countDown();
    server.close();
  }

  private String exchange(String request) throws IOException {
    try (RawClient client = new RawClient(socket)) {
      return client.send(request).readAll();
    }
  }

  private String get(String path) throws IOException {
    return exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }

  private static void assertStatus(int status, String reply) {
    assertTrue(reply.startsWith("HTTP/1.1 " + status + " "), reply);
  }

  @Test
  void aRequestIsAnsweredWithTheContainerOfItsSocket() throws IOException {
    String reply = get("/hello");
    assertStatus(200, reply);
    assertTrue(reply.endsWith("\r\n\r\nhello web"), reply);
    assertTrue(reply.contains("content-length: 9\r\n"), reply);
  }

  @Test
  void theSocketIsTheOwnersAlone() throws IOException {
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
  }

  @Test
  void thePeerIsToldByTheKernel() throws IOException {
    String pid = Long.toString(ProcessHandle.current().pid());
    assertTrue(get("/who").contains("pid=" + pid + ","));
  }

  @Test
  void aConnectionTakesManyRequests() throws IOException {
    try (RawClient client = new RawClient(socket)) {
      for (int i = 0; i < 20; i++) {
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n" + (100 + i));
        assertStatus(200, client.readUntil("\r\n\r\n" + (100 + i)));
      }
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    try (RawClient client = new RawClient(socket)) {
      StringBuilder request = new StringBuilder();
      for (int i = 1; i < 3; i++) {
        request.append("GET /things/" + i + " HTTP/1.1\r\nHost: x\r\n\r\n");
      }
      request.append("GET /things/3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      client.send(request.toString());
      String all = client.readAll();
      assertTrue(all.matches("(?s).*\n1\\{}HTTP.*\n2\\{}HTTP.*\n3\\{}"), all);
    }
  }

  @Test
  void tooManyPipelinedRequestsEndTheConnectionAfterThoseThatFit() throws IOException {
    String one = "GET /wait HTTP/1.1\r\nHost: x\r\n\r\n";
    try (RawClient client = new RawClient(socket)) {
      client.send(one.repeat(LIMITS.pipelined() + 3));
      gate.countDown();
      String all = client.readAll();
      assertEquals(LIMITS.pipelined() + 1, all.split("waited", -1).length - 1, all);
      assertTrue(all.contains("HTTP/1.1 429 "), all);
    }
  }

  @Test
  void parametersAreDecoded() throws IOException {
    assertTrue(get("/things/a%2Fb+c?x=1%202&y").contains("a/b+c{x=1 2, y=}"));
  }

  @Test
  void anAddressWithItsHostIsUnderstood() throws IOException {
    assertTrue(get("http://host/hello?x").endsWith("hello web"));
  }

  @Test
  void theOldVersionIsAnsweredAndClosed() throws IOException {
    String reply = exchange("GET /hello HTTP/1.0\r\n\r\n");
    assertTrue(reply.endsWith("hello web"), reply);
  }

  @Test
  void headGetsTheHeadOnly() throws IOException {
    try (RawClient client = new RawClient(socket)) {
      client.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
      String head = client.readUntil("\r\n\r\n");
      assertTrue(head.contains("content-length: 9"), head);
      client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
      assertStatus(200, client.readUntil("hello web"));
    }
  }

  @Test
  void unknownPathsAndMethodsAreToldApart() throws IOException {
    assertStatus(404, get("/nothing"));
    assertStatus(404, get("/hello/"));
    String reply = exchange("PUT /things/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertStatus(405, reply);
    assertTrue(reply.contains("Allow: DELETE, GET, HEAD, OPTIONS\r\n"), reply);
    String options = exchange("OPTIONS /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertStatus(204, options);
    assertTrue(options.contains("Allow: OPTIONS, POST\r\n"), options);
    assertStatus(204, exchange("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  }

  @Test
  void aRefusalIsAProblem() throws IOException {
    String reply = get("/refused");
    assertStatus(409, reply);
    assertTrue(reply.contains("content-type: application/problem+json\r\n"), reply);
    assertTrue(
        reply.endsWith(
            "{\"type\":\"urn:slirp4j:problem:conflict\",\"title\":\"Conflict\",\"status\":409,"
                + "\"detail\":\"taken by \\\"3\\\"\"}\n"),
        reply);
  }

  @Test
  void anErrorOfAHandlerIsNotTold() throws IOException {
    String reply = get("/broken");
    assertStatus(500, reply);
    assertFalse(reply.contains("on purpose"), reply);
  }

  @Test
  void garbageIsRefusedAndClosed() throws IOException {
    assertStatus(400, exchange("\u0001\u0002\u0003 hello\r\n\r\n"));
    assertStatus(400, exchange("GET /hello HTTP/1.1\r\nbad field\r\n\r\n"));
    assertStatus(400, exchange("GET /hello HTTP/1.1\r\n\r\n")); // no Host
    assertStatus(400, exchange("GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"));
    assertStatus(400, exchange("GET /things/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    assertStatus(400, exchange("GET /hello?%zz HTTP/1.1\r\nHost: x\r\n\r\n"));
    assertStatus(505, exchange("GET /hello HTTP/3.0\r\nHost: x\r\n\r\n"));
    assertStatus(400, exchange("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n"));
    assertStatus(
        400, exchange("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n\u00ff\u00fe"));
    assertStatus(
        501,
        exchange("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"));
  }

  @Test
  void whatIsTooLargeIsRefused() throws IOException {
    assertStatus(414, get("/" + "x".repeat(LIMITS.lineBytes())));
    assertStatus(
        431,
        exchange(
            "GET /hello HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(LIMITS.headBytes()) + "\r\n"));
    String post = "POST /echo HTTP/1.1\r\nHost: x\r\n";
    assertStatus(413, exchange(post + "Content-Length: " + (LIMITS.bodyBytes() + 1) + "\r\n\r\n"));
    assertStatus(
        413,
        exchange(
            post
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "1000\r\n"
                + "x".repeat(4096)
                + "\r\n1\r\nx\r\n"));
    String whole = "é".repeat(LIMITS.bodyBytes() / 2);
    try (RawClient client = new RawClient(socket)) {
      client.send(post + "Connection: close\r\nContent-Length: " + LIMITS.bodyBytes() + "\r\n\r\n");
      client.send(whole.getBytes(StandardCharsets.UTF_8));
      assertTrue(client.readAll().endsWith("\n" + whole));
    }
  }

  @Test
  void aClientThatWaitsForASignGetsIt() throws IOException {
    try (RawClient client = new RawClient(socket)) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertStatus(100, client.readUntil("\r\n\r\n"));
      assertTrue(client.send("ok").readUntil("ok").startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  void aClientThatStallsIsGivenUp() throws IOException {
    assertStatus(408, exchange("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\nx"));
    assertStatus(408, exchange("GE"));
  }

  @Test
  void aClientThatDoesNotReadIsGivenUp() throws IOException {
    try (RawClient client = new RawClient(socket)) {
      client.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
      // Others are answered meanwhile; the connection has ended when a write fails.
      assertThrows(
          IOException.class,
          () -> {
            for (; ; ) {
              assertStatus(200, get("/hello"));
              client.send("\r\n");
            }
          });
    }
  }

  @Test
  void whoIsIdleGivesWayToNewClients() throws IOException {
    List<RawClient> idle = new ArrayList<>();
    for (int i = 0; i < LIMITS.clients() * 20; i++) {
      idle.add(new RawClient(socket));
    }
    assertStatus(200, get("/hello"));
    assertEquals("", idle.getFirst().readAll());
    for (RawClient client : idle) {
      client.close();
    }
  }

  @Test
  void aThousandSilentClientsKeepNobodyFromBeingAnswered() throws Exception {
    Path busy = folder.resolve("busy");
    List<RawClient> silent = new ArrayList<>();
    try (HttpServer usual = new HttpServer(Limits.DEFAULT, peer -> true);
        ExecutorService others = Executors.newFixedThreadPool(8)) {
      usual.listen(busy, routes(), null);
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(others.submit(() -> answered(busy)));
      }
      for (int i = 0; i < 1000; i++) {
        silent.add(new RawClient(busy));
      }
      for (Future<Integer> each : answers) {
        assertEquals(50, each.get());
      }
    } finally {
      for (RawClient client : silent) {
        client.close();
      }
    }
  }

  private static int answered(Path socket) throws IOException {
    int answered = 0;
    for (int i = 0; i < 50; i++) {
      try (RawClient client = new RawClient(socket)) {
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n" + (10 + i));
        answered += client.readUntil("\r\n\r\n" + (10 + i)).isEmpty() ? 0 : 1;
      }
    }
    return answered;
  }

  @Test
  void whenAllAreBusyANewClientIsToldSo() throws IOException {
    List<RawClient> busy = new ArrayList<>();
    for (int i = 0; i < LIMITS.clients(); i++) {
      busy.add(new RawClient(socket).send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
    }
    // Two are being answered, four wait for a thread, two were refused at once.
    String refused = "";
    for (int i = LIMITS.clients() - 2; i < LIMITS.clients(); i++) {
      refused += busy.get(i).readUntil("\r\n\r\n");
    }
    assertEquals(3, refused.split("HTTP/1.1 503", -1).length, refused);
    gate.countDown();
    assertStatus(200, busy.getFirst().readUntil("waited"));
    for (RawClient client : busy) {
      client.close();
    }
  }

  @Test
  void aStreamArrivesInOrderAndEnds() throws Exception {
    try (RawClient client = new RawClient(socket)) {
      client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
      Outlet outlet = outlets.take();
      assertTrue(outlet.offer("first ".getBytes(StandardCharsets.UTF_8)));
      assertTrue(outlet.offer("second".getBytes(StandardCharsets.UTF_8)));
      outlet.end();
      assertFalse(outlet.offer("third".getBytes(StandardCharsets.UTF_8)));
      String all = client.readAll();
      assertTrue(all.endsWith("6\r\nfirst \r\n6\r\nsecond\r\n0\r\n\r\n"), all);
    }
  }

  @Test
  void aStreamToTheOldVersionIsPlain() throws Exception {
    try (RawClient client = new RawClient(socket)) {
      client.send("GET /stream HTTP/1.0\r\n\r\n");
      Outlet outlet = outlets.take();
      assertTrue(outlet.offer("plain".getBytes(StandardCharsets.UTF_8)));
      outlet.end();
      String all = client.readAll();
      assertTrue(all.endsWith("\r\n\r\nplain"), all);
    }
  }

  @Test
  void aStreamThatIsNotReadRefusesMoreThanItsBound() throws Exception {
    byte[] piece = new byte[4096];
    try (RawClient client = new RawClient(socket)) {
      client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
      Outlet outlet = outlets.take();
      client.readUntil("\r\n\r\n");
      long taken = 0;
      while (outlet.offer(piece)) {
        taken += piece.length;
        assertTrue(taken < 64 << 20, "no bound");
      }
      assertTrue(taken >= LIMITS.streamBytes(), "taken " + taken);
      assertStatus(200, get("/hello"));
    }
  }

  @Test
  void theProducerIsToldThatTheClientHasGone() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    Outlet outlet;
    try (RawClient client = new RawClient(socket)) {
      client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
      outlet = outlets.take();
      outlet.onClosed(gone::countDown);
      client.readUntil("\r\n\r\n");
      assertEquals(1, gone.getCount());
    }
    gone.await();
    assertFalse(outlet.offer(new byte[1]));
  }

  @Test
  void thereAreNoMoreStreamsThanTheBound() throws Exception {
    List<RawClient> readers = new ArrayList<>();
    for (int i = 0; i < LIMITS.streams(); i++) {
      readers.add(new RawClient(socket).send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"));
      assertStatus(200, readers.getLast().readUntil("\r\n\r\n"));
    }
    assertStatus(503, get("/stream"));
    CountDownLatch gone = new CountDownLatch(1);
    outlets.take().onClosed(gone::countDown);
    readers.getFirst().close();
    gone.await();
    try (RawClient client = new RawClient(socket)) {
      client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
      assertStatus(200, client.readUntil("\r\n\r\n"));
    }
    readers.getLast().close();
  }

  @Test
  void whoHasSaidAllIsAnsweredBeforeTheConnectionEnds() throws IOException {
    try (RawClient client = new RawClient(socket)) {
      client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3)).endSending();
      assertEquals(4, client.readAll().split("hello web", -1).length);
    }
    try (RawClient client = new RawClient(socket)) {
      client.send("GET /hello HTTP/1.1\r\nHos").endSending();
      assertFalse(client.readAll().contains("hello"));
    }
    try (RawClient client = new RawClient(socket)) {
      client.endSending();
      assertEquals("", client.readAll());
    }
  }

  @Test
  void aStreamEndsWhenItsClientSaysNoMore() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (RawClient client = new RawClient(socket)) {
      client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
      outlets.take().onClosed(gone::countDown);
      client.readUntil("\r\n\r\n");
      client.endSending();
      gone.await();
    }
  }

  @Test
  void whatIsNotReadIsBoundedForAllClientsTogether() throws IOException {
    try (RawClient greedy = new RawClient(socket)) {
      greedy.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
      greedy.readUntil("\r\n\r\n"); // a megabyte waits, of one and a half
      assertStatus(503, get("/big"));
      assertStatus(200, get("/hello"));
      greedy.readUntil("x".repeat(1 << 20));
      assertStatus(200, get("/big"));
    }
  }

  @Test
  void aStreamThatIsNotReadGivesWayToANewOne() throws Exception {
    byte[] piece = new byte[4096];
    List<RawClient> readers = new ArrayList<>();
    for (int i = 0; i < LIMITS.streams(); i++) {
      readers.add(new RawClient(socket).send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"));
      readers.getLast().readUntil("\r\n\r\n");
    }
    Outlet stalled = outlets.take();
    CountDownLatch gone = new CountDownLatch(1);
    stalled.onClosed(gone::countDown);
    String head = "";
    while (!head.startsWith("HTTP/1.1 200 ")) { // until its time is over
      while (stalled.offer(piece)) {
        // its client reads nothing
      }
      try (RawClient client = new RawClient(socket)) {
        client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
        head = client.readUntil("\r\n\r\n");
      }
    }
    gone.await();
    for (RawClient client : readers) {
      client.close();
    }
  }

  @Test
  void anErrorOfAHandlerIsAnAnswer() throws IOException {
    assertStatus(500, get("/deep"));
    assertStatus(500, get("/deep-stream"));
    assertStatus(200, get("/hello"));
  }

  @Test
  void bodiesWhoseLengthIsNotClearAreRefused() throws IOException {
    String chunk = "\r\n2\r\nok\r\n0\r\n\r\n";
    String post = "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    assertStatus(200, exchange(post + "Transfer-Encoding: chunked\r\n" + chunk));
    assertStatus(
        400,
        exchange(post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n" + chunk));
    assertStatus(501, exchange(post + "Transfer-Encoding: gzip, chunked\r\n" + chunk));
    assertStatus(400, exchange(post + "Transfer-Encoding: chunked, chunked\r\n" + chunk));
    assertStatus(400, exchange(post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok"));
    assertStatus(400, exchange(post + "Content-Length: 0x2\r\n\r\nok"));
    assertStatus(400, exchange(post + "Content-Length: -2\r\n\r\nok"));
    assertStatus(400, exchange("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" + chunk));
  }

  @Test
  void whomTheDoorkeeperRefusesIsClosedWithoutAnAnswer() throws IOException {
    Path refusing = folder.resolve("refusing");
    try (HttpServer other = new HttpServer(LIMITS, peer -> false)) {
      other.listen(refusing, routes(), null);
      try (RawClient client = new RawClient(refusing)) {
        assertEquals("", client.readAll());
      }
    }
  }

  @Test
  void aStaleSocketIsReplacedAndAnotherFileIsNot() throws IOException {
    Path stale = folder.resolve("stale");
    try (ServerSocketChannel old = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      old.bind(UnixDomainSocketAddress.of(stale));
    }
    assertTrue(Files.exists(stale));
    HttpServer.Listening listening = server.listen(stale, routes(), null);
    try (RawClient client = new RawClient(stale)) {
      assertStatus(200, client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("null"));
    }
    listening.close();
    assertFalse(Files.exists(stale));
    Path file = Files.writeString(folder.resolve("file"), "precious");
    assertThrows(IOException.class, () -> server.listen(file, routes(), null));
    assertEquals("precious", Files.readString(file));
    assertThrows(
        IOException.class, () -> server.listen(folder.resolve("no/folder"), routes(), null));
  }
}
