package org.slirp4j.runtime.clients;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.OwnHost;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/**
 * dig(1) in a container of a host whose first name server is down, whose second is dnsmasq(8) on
 * its loopback, and whose own loopback the container may not reach.
 */
@Tag("kernel")
final class DnsIT {
  private static final String SERVERS = "nameserver 127.0.0.98\nnameserver 127.0.0.53\n";
  private static final int STRING_BYTES = 250;

  private static OwnHost host;
  private static Process server;
  private static Namespace namespace;
  private static Slirp4netnsProcess helper;

  @BeforeAll
  static void connect() {
    host = OwnHost.make();
    host.shell("echo root:x:0:0::/:/bin/sh >/etc/passwd; echo root:x:0: >/etc/group").outIfOk();
    host.shell(
            "ip link add d0 type veth peer name d1 && ip link set d0 up && ip link set d1 up"
                + " && ip addr add fe80::53/64 dev d0 nodad")
        .outIfOk();
    setServers(SERVERS);
    server = startServer();
    namespace = host.namespace();
    helper =
        Slirp4netnsProcess.readyBy(
            host.entering(),
            "-c",
            "-6",
            "--disable-host-loopback",
            "--netns-type=path",
            namespace.path(),
            "tap0");
  }

  @AfterAll
  static void end() {
    assertTrue(helper.isAlive(), helper.log());
    helper.close();
    namespace.close();
    server.destroyForcibly();
    host.close();
  }

  private static void setServers(String lines) {
    host.shell("printf '%s' '" + lines + "' >/etc/resolv.conf").outIfOk();
  }

  private static Process startServer() {
    Process started =
        host.start(
            "dnsmasq",
            "--no-daemon",
            "--user=root",
            "--group=root",
            "--conf-file=/dev/null",
            "--no-resolv",
            "--no-hosts",
            "--bind-interfaces",
            "--interface=d0",
            "--listen-address=127.0.0.53",
            "--local-ttl=60",
            "--edns-packet-max=4096",
            "--host-record=a.test,192.0.2.7,2001:db8::7",
            "--address=/many.test/192.0.2.9",
            "--txt-record=big.test" + ("," + "x".repeat(STRING_BYTES)).repeat(14),
            "--txt-record=huge.test" + ("," + "y".repeat(STRING_BYTES)).repeat(100),
            "--local=/test/");
    for (String address : new String[] {"127.0.0.53", "fe80::53%d0"}) {
      String ask = "dig +short +tries=1 @" + address + " a.test";
      await().atMost(10, TimeUnit.SECONDS).until(() -> host.shell(ask).out().equals("192.0.2.7\n"));
    }
    return started;
  }

  private static String dig(String words) {
    return namespace.insideShell("dig +tries=2 +time=5 " + words).outIfOk();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+tcp",
        "+noedns",
        "+bufsize=4096",
        "+bufsize=512 +nocookie",
        "+dnssec",
        "+nsid +subnet=192.0.2.0/24",
        "+noadflag +cdflag",
        "+tcp +noedns",
        "+norecurse"
      })
  void addressIsFoundHoweverItIsAskedFor(String options) {
    for (int time = 0; time < 2; time++) {
      assertEquals("192.0.2.7\n", dig(options + " +short @10.0.2.3 A.test"));
      assertEquals("2001:db8::7\n", dig(options + " +short @10.0.2.3 a.test AAAA"));
    }
  }

  @Test
  void ipv6AliasIsServedByAnIpv4Server() {
    String ask = "dig +short +tries=1 +time=1 @fd00::3 a.test AAAA";
    await()
        .atMost(10, TimeUnit.SECONDS) // after duplicate address detection
        .until(() -> namespace.insideShell(ask).out().equals("2001:db8::7\n"));
    assertEquals("192.0.2.7\n", dig("+short +tcp @fd00::3 a.test"));
  }

  @Test
  void nameThatIsNoneIsNone() {
    assertTrue(dig("@10.0.2.3 none.test").contains("status: NXDOMAIN"));
  }

  @Test
  void largeAnswerComesByUdpInFragments() {
    String out = dig("+notcp +ignore +bufsize=4096 @10.0.2.3 big.test TXT");
    assertTrue(out.contains("(UDP)") && !out.contains("flags: qr tc"), out);
    assertEquals(14 * STRING_BYTES, out.chars().filter(c -> c == 'x').count() - xsOfText(out));
  }

  private static long xsOfText(String out) {
    return out.lines()
        .filter(line -> !line.startsWith("big.test."))
        .flatMapToInt(String::chars)
        .filter(c -> c == 'x')
        .count();
  }

  @Test
  void largerAnswerIsTruncatedAndComesByTcp() {
    String cut = dig("+notcp +ignore @10.0.2.3 huge.test TXT");
    assertTrue(cut.contains("flags: qr aa tc"), cut);
    String out = dig("@10.0.2.3 huge.test TXT");
    assertTrue(out.contains("(TCP)"), out);
    String size = out.replaceAll("(?s).*MSG SIZE +rcvd: (\\d+).*", "$1").strip();
    assertTrue(Integer.parseInt(size) > 100 * STRING_BYTES, size);
  }

  @Test
  void manyAtOnceAreAllAnswered() {
    String out =
        namespace
            .insideShell(
                "for i in $(seq 100); do dig -b 0.0.0.0#$((20000 + i)) +short +tries=3 @10.0.2.3 n$i.many.test & done;"
                    + " wait")
            .outIfOk();
    assertEquals("192.0.2.9\n".repeat(100), out);
  }

  @Test
  void manyQueriesShareOneConnection() {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      names.append(" k").append(i).append(".many.test");
    }
    assertEquals("192.0.2.9\n".repeat(50), dig("+short +tcp +keepopen @10.0.2.3" + names));
  }

  @Test
  void hostsNamesAreTheGateways() {
    assertEquals("10.0.2.2\n", dig("+short @10.0.2.3 host.containers.internal"));
    assertEquals("fd00::2\n", dig("+short @10.0.2.3 host.docker.internal AAAA"));
    assertEquals("10.0.2.2\n", dig("+short +tcp @10.0.2.3 HOST.containers.internal"));
    String none = dig("@10.0.2.3 host.containers.internal MX");
    assertTrue(none.contains("status: NOERROR") && none.contains("ANSWER: 0"), none);
  }

  @Test
  void linkLocalServerIsAskedOnItsInterfaceAndAnswersAreKeptWhileItIsGone() {
    setServers("nameserver fe80::53%d0\n");
    try {
      await().pollDelay(1, TimeUnit.SECONDS).until(() -> true); // so often the helper looks
      String kept = "kept.many.test";
      assertEquals("192.0.2.9\n", dig("+short @10.0.2.3 " + kept));
      server.destroyForcibly().waitFor();
      assertEquals("192.0.2.9\n", dig("+short @10.0.2.3 " + kept));
      assertTrue(dig("@10.0.2.3 other.many.test").contains("status: SERVFAIL"));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      server.destroyForcibly();
      setServers(SERVERS);
      server = startServer();
    }
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> dig("+short @10.0.2.3 other.many.test").equals("192.0.2.9\n"));
  }
}
