package org.slirp4j.runtime.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.HostServer;

/** Files through a bad wire: they arrive whole, in both directions, and in a reasonable time. */
@Tag("kernel")
final class BadWireIT {
  private static final int MTU = 1500;
  private static final String LITTLE_OF_ALL =
      "loss=0.01 reorder=0.02 duplicate=0.02 corrupt=0.005 delay=0.002";

  private static WiredGuest guest;
  private static HostServer server;

  @BeforeAll
  static void make() {
    server = new HostServer();
    guest = WiredGuest.make(MTU);
  }

  @AfterAll
  static void end() {
    guest.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "lost, 4000000, loss=0.01",
    "lost, 500000, loss=0.05",
    "lost, 300000, loss=0.01 delay=0.02",
    "duplicated, 4000000, duplicate=0.1",
    "reordered, 2000000, reorder=0.05",
    "reordered, 300000, reorder=0.2 delay=0.005",
    "corrupted, 1000000, corrupt=0.02",
    "overflowed, 500000, rate=2000000 queue=5",
    "frames, 1000000, delay=0.02",
    "lost, 500000, " + LITTLE_OF_ALL,
  })
  void filesArriveWhole(String what, int bytes, String words) {
    int before = guest.wire(words, what);
    carry(guest, "10.0.2.2:" + server.port(), bytes);
    int after = guest.wire("", what);
    assertTrue(after - before >= 3, () -> what + " " + (after - before));
  }

  @Test
  void eightFilesAtOnceThroughABadWire() {
    guest.wire("loss=0.01 reorder=0.02 duplicate=0.02");
    int bytes = 500_000;
    String url = "http://10.0.2.2:" + server.port() + "/" + bytes;
    String fetch = "curl -sS -m 40 " + url + " | sha256sum";
    String sums = guest.shell("for i in $(seq 8); do " + fetch + " & done; wait");
    guest.wire("");
    assertEquals((HostServer.hash(bytes) + "  -\n").repeat(8), sums);
  }

  // One by one, as old or odd machines are: the stack falls back on what both ends have.
  @ParameterizedTest
  @CsvSource({
    "tcp_sack, 0, 300000",
    "tcp_timestamps, 0, 300000",
    "tcp_window_scaling, 0, 300000",
    "tcp_ecn, 0, 300000",
    "tcp_ecn, 1, 300000",
    "tcp_dsack, 0, 300000",
    "tcp_recovery, 0, 300000",
    "tcp_early_retrans, 0, 300000",
    "tcp_congestion_control, reno, 300000",
    "tcp_congestion_control, cubic, 300000",
    "tcp_rmem, 4096 4096 4096, 50000",
    "tcp_wmem, 4096 4096 4096, 200000",
  })
  void filesArriveWholeWithout(String sysctl, String value, int bytes) {
    String file = "/proc/sys/net/ipv4/" + sysctl;
    String old = guest.shell("cat " + file);
    guest.shell("echo " + value + " >" + file);
    guest.wire(LITTLE_OF_ALL);
    try {
      carry(guest, "10.0.2.2:" + server.port(), bytes);
    } finally {
      guest.wire("");
      guest.shell("echo " + old.strip() + " >" + file);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {576, 1280, 9000, 65_520, 65_521})
  void filesArriveWholeAtEveryMtu(int mtu) {
    try (WiredGuest other = WiredGuest.make(mtu)) {
      other.wire("loss=0.01");
      carry(other, "10.0.2.2:" + server.port(), mtu < 1000 ? 400_000 : 2_000_000);
      other.wire("");
      other.shell("ping -c 1 -W 5 -s 60000 10.0.2.2");
    }
  }

  @Test
  void filesArriveWholeWhereThereIsIpv6Only() {
    try (HostServer six = new HostServer(InetAddress.ofLiteral("::1"));
        WiredGuest other = WiredGuest.makeIpv6Only(MTU)) {
      assertEquals("", other.shell("ip -4 address show dev eth0"));
      other.wire(LITTLE_OF_ALL);
      carry(other, "[fd00::2]:" + six.port(), 300_000);
    }
  }

  /** Fetches that many bytes, and sends them back while they come. */
  private static void carry(WiredGuest guest, String authority, int bytes) {
    String url = "http://" + authority + "/" + bytes;
    String hash = HostServer.hash(bytes);
    String down = guest.shell("curl -sS -g -m 40 " + url + " | sha256sum");
    assertEquals(hash, down.substring(0, hash.length()));
    String back = "curl -sS -g -m 40 " + url + " | curl -sS -g -m 40 --data-binary @- " + url;
    assertEquals(hash, guest.shell(back));
  }
}
