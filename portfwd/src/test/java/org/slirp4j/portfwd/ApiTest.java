package org.slirp4j.portfwd;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.portfwd.api.ApiSocket;
import org.slirp4j.portfwd.forward.ForwardRule;
import org.slirp4j.portfwd.forward.Protocol;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tapdev.SystemCallException;

/** The API socket with real clients. */
@Timeout(30)
final class ApiTest {
  private static final String LIST = "{\"execute\":\"list_hostfwd\"}";
  private static final String EMPTY = "{\"return\":{\"entries\":[]},\"entries\":[]}";
  private static final String CANNOT_PARSE = error("cannot parse JSON");

  @TempDir Path folder;

  private final Rig rig = new Rig();
  private Path path;

  @BeforeEach
  void serve() throws SystemCallException {
    path = folder.resolve("api.sock");
    ApiSocket socket = ApiSocket.bind(path.toString());
    rig.run(() -> rig.relays.serve(socket, Rig.GUEST));
  }

  @AfterEach
  void close() {
    rig.close();
    assertFalse(Files.exists(path), "the socket's file is left");
  }

  private static String error(String reason) {
    return "{\"error\":{\"desc\":\"bad request: " + reason + "\"}}";
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  private static void write(SocketChannel client, String text) throws IOException {
    client.write(ByteBuffer.wrap(Rig.bytes(text)));
  }

  private static String readAll(SocketChannel client) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    while (client.read(buffer.clear()) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
    }
    return Rig.text(all.toByteArray());
  }

  private String ask(String request) throws IOException {
    try (SocketChannel client = connect()) {
      write(client, request);
      return readAll(client);
    }
  }

  private String add(String proto, String arguments) throws IOException {
    return ask(
        "{\"execute\":\"add_hostfwd\",\"arguments\":{\"proto\":\""
            + proto
            + "\","
            + arguments
            + "}}");
  }

  @Test
  void addsListsAndRemoves() throws IOException {
    int port = FreePorts.next();
    String addresses = "\"host_addr\":\"127.0.0.1\",\"guest_addr\":\"10.0.2.15\",";
    String ports = "\"host_port\":" + port + ",\"guest_port\":80";
    assertEquals("{\"return\":{\"id\":1}}", add("tcp", addresses + ports));
    assertEquals("{\"return\":{\"id\":2}}", add("udp", "\"host_addr\":\"\"," + ports));
    assertEquals(
        "{\"return\":{\"id\":3}}",
        add("tcp", "\"host_addr\":\"::1\",\"guest_addr\":\"fd00::0064\"," + ports));
    String end = ",\"guest_port\":80}";
    String entries =
        "[{\"id\":1,\"proto\":\"tcp\",\"host_addr\":\"127.0.0.1\",\"host_port\":"
            + port
            + ",\"guest_addr\":\"10.0.2.15\""
            + end
            + ",{\"id\":2,\"proto\":\"udp\",\"host_addr\":\"0.0.0.0\",\"host_port\":"
            + port
            + ",\"guest_addr\":\"10.0.2.100\""
            + end
            + ",{\"id\":3,\"proto\":\"tcp\",\"host_addr\":\"::1\",\"host_port\":"
            + port
            + ",\"guest_addr\":\"fd00::64\""
            + end
            + "]";
    assertEquals(
        "{\"return\":{\"entries\":" + entries + "},\"entries\":" + entries + "}", ask(LIST));
    String remove = "{\"execute\":\"remove_hostfwd\",\"arguments\":{\"id\":2}}";
    assertEquals("{\"return\":{}}", ask(remove));
    assertEquals(error("remove_hostfwd: bad arguments.id"), ask(remove));
    assertEquals("{\"return\":{\"id\":4}}", add("udp", ports), "ids are never used again");
  }

  @Test
  void toldReasonFollowsTheKnownText() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      String reply = add("tcp", "\"host_port\":" + taken.getLocalPort() + ",\"guest_port\":80");
      String known = "{\"error\":{\"desc\":\"bad request: add_hostfwd: slirp_add_hostfwd failed";
      assertTrue(reply.startsWith(known + ": tcp 0.0.0.0:"), reply);
      assertTrue(reply.contains("EADDRINUSE (Address already in use)"), reply);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "\"list_hostfwd\"",
        "42",
        "null",
        "{'execute':'list_hostfwd'}",
        "{execute:\"list_hostfwd\"}",
        "{\"execute\":\"list_hostfwd\",}",
        "{\"execute\":\"list_hostfwd\"} x",
        "{\"execute\":\"list_hostfwd\"}{}",
        "{\"execute\":\"list_hostfwd\"]",
        "{\"execute\":True}",
        "{\"execute\":01}",
        "{\"execute\":\"a\tb\"}",
        "{\"id\":99999999999999999999}",
        "// comment\n{}",
        ")]}'\n{}",
      })
  void whatIsNoJsonIsAnsweredAtOnce(String request) throws IOException {
    assertEquals(CANNOT_PARSE, ask(request));
  }

  @Test
  void deepNestingIsNoJson() throws IOException {
    assertEquals(CANNOT_PARSE, ask("[".repeat(4_000) + "]"));
  }

  @Test
  void invalidCharactersAreNoJson() throws IOException {
    try (SocketChannel client = connect()) {
      byte[] request = Rig.bytes("{\"execute\":\"list_hostfwd\",\"x\":\"??\"}");
      request[request.length - 3] = (byte) 0xff;
      client.write(ByteBuffer.wrap(request));
      assertEquals(CANNOT_PARSE, readAll(client));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|no execute found",
        "{}|no execute found",
        "{\"execute\":1}|no execute found",
        "{\"execute\":\"ls\"}|unknown execute",
        "{\"execute\":\"add_hostfwd\"}|add_hostfwd: bad arguments.proto",
        "{\"execute\":\"add_hostfwd\",\"arguments\":[]}|add_hostfwd: bad arguments.proto",
        "{\"execute\":\"remove_hostfwd\"}|remove_hostfwd: bad arguments.id",
        "{\"execute\":\"remove_hostfwd\",\"arguments\":{\"id\":\"1\"}}|remove_hostfwd: bad arguments.id",
        "{\"execute\":\"remove_hostfwd\",\"arguments\":{\"id\":1.0}}|remove_hostfwd: bad arguments.id",
        "{\"execute\":\"remove_hostfwd\",\"arguments\":{\"id\":4294967297}}"
            + "|remove_hostfwd: bad arguments.id",
        "{\"execute\":\"remove_hostfwd\",\"arguments\":{\"id\":7}}|remove_hostfwd: bad arguments.id",
      })
  void badRequestsAreNamed(String request, String reason) throws IOException {
    assertEquals(error(reason), ask(request));
  }

  /** The first bad one counts, in slirp4netns's order. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"proto\":\"sctp\",\"host_addr\":1|proto",
        "\"proto\":6|proto",
        "\"proto\":\"tcp\",\"host_addr\":1,\"host_port\":0|host_addr",
        "\"proto\":\"tcp\",\"host_addr\":\"localhost\"|host_addr",
        "\"proto\":\"tcp\",\"host_addr\":null|host_addr",
        "\"proto\":\"tcp\",\"host_addr\":\"::1\",\"host_port\":0|host_addr",
        "\"proto\":\"tcp\"|host_port",
        "\"proto\":\"tcp\",\"host_port\":0,\"guest_addr\":\"x\"|host_port",
        "\"proto\":\"tcp\",\"host_port\":65536|host_port",
        "\"proto\":\"tcp\",\"host_port\":-1|host_port",
        "\"proto\":\"tcp\",\"host_port\":8080.0|host_port",
        "\"proto\":\"tcp\",\"host_port\":\"8080\"|host_port",
        "\"proto\":\"tcp\",\"host_port\":8080,\"guest_addr\":\"10.0.2\",\"guest_port\":0|guest_addr",
        "\"proto\":\"tcp\",\"host_port\":8080,\"guest_addr\":\"224.0.0.1\",\"guest_port\":80|guest_addr",
        "\"proto\":\"tcp\",\"host_port\":8080,\"guest_addr\":\"::1\",\"guest_port\":80|guest_addr",
        "\"proto\":\"tcp\",\"host_port\":8080|guest_port",
        "\"proto\":\"tcp\",\"host_port\":8080,\"guest_port\":70000|guest_port",
      })
  void badArgumentsAreNamed(String arguments, String name) throws IOException {
    assertEquals(
        error("add_hostfwd: bad arguments." + name),
        ask("{\"execute\":\"add_hostfwd\",\"arguments\":{" + arguments + "}}"));
  }

  @Test
  void requestMayComeInPieces() throws IOException {
    try (SocketChannel client = connect()) {
      for (int at = 0; at < LIST.length(); at++) {
        write(client, LIST.substring(at, at + 1));
      }
      assertEquals(EMPTY, readAll(client));
    }
  }

  /** A piece may end anywhere, within a string too. */
  @Test
  void requestMayBeCutAnywhere() throws IOException {
    for (int at = 1; at < LIST.length(); at++) {
      try (SocketChannel client = connect()) {
        write(client, LIST.substring(0, at));
        await().until(() -> rig.openSockets() == 2);
        write(client, LIST.substring(at));
        assertEquals(EMPTY, readAll(client), LIST.substring(0, at));
      }
      await().until(() -> rig.openSockets() == 1);
    }
  }

  @Test
  void endOfTheStreamEndsARequest() throws IOException {
    for (String half : List.of("", " ", "{\"execute\":")) {
      try (SocketChannel client = connect()) {
        write(client, half);
        client.shutdownOutput();
        assertEquals(CANNOT_PARSE, readAll(client));
      }
    }
  }

  @Test
  void halfARequestAndSilenceIsAnsweredToo() throws IOException {
    try (SocketChannel client = connect()) {
      write(client, "{\"execute\":");
      assertEquals(CANNOT_PARSE, readAll(client));
      assertEquals(1, rig.count(RelayCounter.API_CLIENTS_DROPPED));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4_096, 1 << 20})
  void tooLargeIsTold(int zeros) throws Exception {
    try (SocketChannel client = connect()) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client.write(ByteBuffer.allocate(zeros));
                } catch (IOException e) {
                  // closed when enough was read
                }
              });
      assertEquals(error("too large message"), readAll(client));
      writer.join();
    }
    String most = LIST + " ".repeat(4_095 - LIST.length());
    assertEquals(EMPTY, ask(most));
  }

  @Test
  void thousandSilentClientsAreInNobodysWay() throws IOException {
    List<SocketChannel> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        silent.add(connect());
      }
      long before = System.nanoTime();
      assertEquals(EMPTY, ask(LIST));
      assertTrue(System.nanoTime() - before < SECONDS.toNanos(2), "the thousand delayed it");
      await().until(() -> rig.openSockets() == 64); // one of 64 has had its answer; the listener
      assertEquals(937, rig.count(RelayCounter.API_CLIENTS_DROPPED));
    } finally {
      for (SocketChannel client : silent) {
        client.close();
      }
    }
    await().until(() -> rig.openSockets() == 1);
  }

  @Test
  void longListArrivesWhole() throws IOException {
    int port = FreePorts.next();
    for (int i = 0; i < 3_000; i++) {
      String address = "127.1." + i / 250 + "." + (1 + i % 250);
      ForwardRule spec = ForwardRule.of(Protocol.UDP, Rig.address(address), port, Rig.GUEST, 80);
      rig.onLoop(() -> rig.relays.forwards().add(spec, "test"));
    }
    try (SocketChannel client = connect()) {
      write(client, LIST);
      String reply = readAll(client);
      assertTrue(reply.length() > 500_000 && reply.endsWith("}]}"), "length " + reply.length());
    }
  }

  @Test
  void fileIsTheOwnersOnly() throws IOException {
    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(path));
  }

  @Test
  void staleSocketIsReplacedAndALiveOneIsNot() throws IOException {
    SystemCallException live =
        assertThrows(SystemCallException.class, () -> ApiSocket.bind(path.toString()));
    assertTrue(live.getMessage().contains("another program listens there"), live.getMessage());
    assertEquals(EMPTY, ask(LIST));
    Path stale = folder.resolve("stale");
    try (ServerSocketChannel once = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      once.bind(UnixDomainSocketAddress.of(stale));
    }
    ApiSocket.bind(stale.toString()).close();
    assertFalse(Files.exists(stale));
  }

  @Test
  void otherFilesStay() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "kept");
    SystemCallException e =
        assertThrows(SystemCallException.class, () -> ApiSocket.bind(file.toString()));
    assertTrue(e.getMessage().contains("a file that is no socket is there"), e.getMessage());
    assertEquals("kept", Files.readString(file));
    Path none = folder.resolve("none/api");
    assertThrows(SystemCallException.class, () -> ApiSocket.bind(none.toString()));
  }

  @Test
  void socketOfAnotherProgramInItsPlaceIsLeft() throws IOException {
    Files.delete(path);
    Files.writeString(path, "another");
    rig.run(rig.relays::close);
    assertEquals("another", Files.readString(path));
    Files.delete(path);
  }
}
