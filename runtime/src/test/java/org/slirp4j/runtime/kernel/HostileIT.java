package org.slirp4j.runtime.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.testing.HostServer;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** Frames made by hand in a namespace, one slirp4netns for all of them: it stays of use. */
@Tag("kernel")
final class HostileIT {
  /** What becomes of fragmented datagrams to an echo server. */
  private static final String FRAGMENTS =
      """
      in order whole
      reversed whole
      in pieces of 8 whole
      one twice whole
      the last twice whole
      overlapping nothing
      one in another nothing
      behind the end nothing
      none at the beginning nothing
      ping of death nothing
      """;

  /** Its start, all buffers that it may have (Machine: 144 MiB), and a little. */
  private static final int MOST_RSS_KIB = 320 << 10;

  private static Namespace namespace;
  private static Slirp4netnsProcess helper;
  private static EchoServer echo;
  private static HostServer files;

  @BeforeAll
  static void make() {
    namespace = Namespace.make();
    namespace.insideShell("echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad").outIfOk();
    helper = Slirp4netnsProcess.ready("-c", "--enable-ipv6", namespace.pid(), "tap0");
    echo = new EchoServer();
    files = new HostServer();
  }

  @AfterAll
  static void end() {
    echo.close();
    files.close();
    helper.close();
    namespace.close();
  }

  @AfterEach
  void newConnectionsWorkAndMemoryIsBounded() throws IOException {
    assertOfUse(namespace, helper);
  }

  private static void assertOfUse(Namespace namespace, Slirp4netnsProcess helper)
      throws IOException {
    assertTrue(helper.isAlive(), helper::log);
    String answer =
        namespace.insideShell("echo hello | timeout 10 nc -N 10.0.2.2 " + echo.port()).outIfOk();
    assertEquals("hello\n", answer);
    int rss = rssKib(helper);
    assertTrue(rss < MOST_RSS_KIB, () -> rss + " KiB");
  }

  private static int rssKib(Slirp4netnsProcess helper) throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(helper.pid()), "status"))) {
      String line = lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Integer.parseInt(line.replaceAll("\\D", ""));
    }
  }

  // RFC 5961; each ACK is for something else than the one before, and half a second later.
  @Test
  void aStrangerCannotResetOrFeedAConnection() {
    assertEquals(
        """
        at first goes on
        reset below the window 0 ACK
        reset in the window 1 ACK
        reset far away 0 ACK
        SYN in the window 1 ACK
        SYN far away 1 ACK
        data with a future ACK 1 ACK
        data with an ancient ACK 1 ACK
        data without ACK 0 ACK
        FIN without ACK 0 ACK
        FIN far away 1 ACK
        2000 more few ACKs
        at last goes on
        after a reset reset
        """,
        Hostile.run(namespace, "blind", echo.port()));
  }

  @Test
  void aTransferGoesOnThroughHundredThousandHalfOpenConnections() throws Exception {
    int bytes = 100_000_000;
    String fetch = "curl -sS -m 40 --limit-rate 25M http://10.0.2.2:" + files.port() + "/" + bytes;
    Process transfer = namespace.start("sh", "-c", fetch + " | sha256sum");
    Hostile.run(namespace, "syn-flood", echo.port(), 100_000);
    assertTrue(transfer.isAlive(), "the flood came too late");
    BufferedReader sum = transfer.inputReader(US_ASCII);
    assertEquals(HostServer.hash(bytes) + "  -", sum.readLine());
  }

  @Test
  void connectionsThatAreResetOnceAnsweredDoNotStay() {
    assertEquals("answered nearly all\n", Hostile.run(namespace, "syn-reset", echo.port(), 10_000));
  }

  // In a namespace of its own: the connections outlive the test.
  @Test
  void othersWorkWhileAThousandConnectionsTakeNothing() throws Exception {
    try (ServerSocket pouring = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        Namespace own = Namespace.make();
        Slirp4netnsProcess its = Slirp4netnsProcess.ready("-c", own.pid(), "tap0")) {
      Thread.ofVirtual().start(() -> pour(pouring));
      Process holder = Hostile.start(own, "no-window", pouring.getLocalPort(), 1_000, 5);
      BufferedReader said = holder.inputReader(US_ASCII);
      assertEquals("open", said.readLine());
      assertOfUse(own, its);
      int bytes = 10_000_000;
      String fetch = "curl -sS -m 20 http://10.0.2.2:" + files.port() + "/" + bytes;
      String sum = own.insideShell(fetch + " | sha256sum").outIfOk();
      assertEquals(HostServer.hash(bytes) + "  -\n", sum);
      assertEquals(FRAGMENTS, Hostile.run(own, "fragments", echo.port()));
      String end = said.readLine();
      assertTrue(end.matches("opened 1000 asked [1-9][0-9]{2,}"), end);
      assertOfUse(own, its);
    }
  }

  /** Writes a megabyte to each client, most of which the kernels have no room for. */
  private static void pour(ServerSocket listener) {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setSendBufferSize(1 << 16);
        Thread.ofVirtual()
            .start(() -> {
              try (socket) {
                socket.getOutputStream().write(new byte[1 << 20]);
              } catch (IOException e) {
                // The test is over.
              }
            });
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  @Test
  void optionsThatAreWrongDoNoHarm() {
    everyLineEndsWith(" goes on", Hostile.run(namespace, "options", echo.port()));
  }

  @Test
  void tinySegmentsAndSackOfEveryByteDoNoHarm() {
    everyLineEndsWith(" goes on", Hostile.run(namespace, "tiny", echo.port()));
  }

  @Test
  void forgedIcmpErrorsEndNoConnection() {
    everyLineEndsWith(" goes on", Hostile.run(namespace, "icmp-errors", echo.port()));
  }

  // RFC 5722, which IPv4 follows here: pieces that overlap throw the whole datagram away.
  @Test
  void fragmentsThatOverlapAreNotPutTogether() {
    Hostile.run(namespace, "fragment-flood", 30_000);
    assertEquals(FRAGMENTS, Hostile.run(namespace, "fragments", echo.port()));
  }

  // RFC 4861, 7.1 and 6.1: what fails its validation is dropped without a word.
  @Test
  void neighboursThatLieAreNotBelieved() {
    assertEquals(
        """
        who has the gateway [(136, 'fe80::1234:5678:9abc:def0')]
        I take the gateway's address [(136, 'ff02::1')]
        who has somebody else's []
        from another link []
        with a code []
        an empty option []
        an option too long []
        about a group []
        with the gateway's source []
        cut short []
        I am the router []
        a redirect []
        5000 solicitations few advertisements
        who has the gateway 1
        who has somebody else's 0
        is my address free 0
        I am the gateway 0
        a group's link address 0
        """,
        Hostile.run(namespace, "neighbours"));
    namespace.inside("ping", "-6", "-c1", "-W5", "fd00::2").outIfOk();
    namespace.inside("ping", "-c1", "-W5", "10.0.2.2").outIfOk();
  }

  private static void everyLineEndsWith(String end, String lines) {
    assertTrue(lines.lines().count() > 1, lines);
    assertTrue(lines.lines().allMatch(line -> line.endsWith(end)), lines);
  }
}
