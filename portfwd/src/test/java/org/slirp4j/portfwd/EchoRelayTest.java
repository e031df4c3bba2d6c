package org.slirp4j.portfwd;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slirp4j.portfwd.config.HostAccess;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tcpip.IcmpError;

/** Pings of the host's loopback by both families; only where the host lets this user ping. */
@Timeout(30)
@ParameterizedClass
@EnumSource(Family.class)
class EchoRelayTest {
  private final Family family;
  private final Rig rig = new Rig();

  EchoRelayTest(Family family) {
    this.family = family;
  }

  @BeforeEach
  void pingSocketsAreAllowed() {
    FakeEchoFlow probe = rig.openEcho(family.loopback());
    probe.request(Rig.bytes("probe"), 0, 64);
    boolean allowed = rig.openSockets() == 1;
    probe.closed();
    assumeTrue(allowed, "net.ipv4.ping_group_range excludes this user");
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void repliesCarryPayloadAndSequence() {
    FakeEchoFlow flow = rig.openEcho(family.loopback());
    int sequence = 65_530;
    for (int length : new int[] {0, 56, 1912, 1913, 60_000}) {
      byte[] data = new byte[length];
      new Random(length).nextBytes(data);
      flow.request(data, sequence, 64);
      await().until(() -> flow.replies.size() == 1);
      FakeEchoFlow.Reply reply = flow.replies.removeFirst();
      assertEquals(sequence, reply.sequence());
      assertArrayEquals(data, reply.payload());
      sequence++;
    }
    await().until(() -> rig.count(RelayCounter.ECHO_REPLIES) >= 5);
  }

  @Test
  void streamsDoNotMix() {
    FakeEchoFlow one = rig.openEcho(family.loopback());
    FakeEchoFlow two = rig.openEcho(family.loopback());
    one.request(Rig.bytes("one"), 1, 64);
    two.request(Rig.bytes("two"), 1, 64);
    await().until(() -> one.replies.size() == 1 && two.replies.size() == 1);
    assertEquals("one", Rig.text(one.replies.getFirst().payload()));
    assertEquals("two", Rig.text(two.replies.getFirst().payload()));
    await().during(50, MILLISECONDS).until(() -> one.replies.size() == 1);
  }

  @Test
  void prohibitedDestinationIsUnreachable() {
    try (Rig strict = Rig.withAccess(HostAccess.NO_LOOPBACK)) {
      FakeEchoFlow flow = strict.openEcho(family.loopback());
      flow.request(Rig.bytes("x"), 9, 64);
      assertEquals(
          new FakeEchoFlow.Report(IcmpError.NET_UNREACHABLE, family.gateway(), 9),
          flow.errors.getFirst());
      assertEquals(0, strict.openSockets());
    }
  }

  @Test
  void idleStreamIsClosed() {
    FakeEchoFlow flow = rig.openEcho(family.loopback());
    flow.request(Rig.bytes("x"), 1, 64);
    assertEquals(1, rig.openSockets());
    flow.closed();
    assertEquals(0, rig.openSockets());
  }
}
