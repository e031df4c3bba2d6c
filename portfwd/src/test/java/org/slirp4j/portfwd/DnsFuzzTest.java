package org.slirp4j.portfwd;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.portfwd.dns.TestMessage;
import org.slirp4j.portfwd.report.RelayCounter;

/** Nonsense from containers and name servers alike; a failure's message has the seed. */
@Timeout(60)
class DnsFuzzTest {
  private static final int ROUNDS = 2_000;

  @TempDir private Path folder;

  @Test
  void relaySurvivesBothSidesAndLosesNothing() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path conf = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.2\n");
    try (FakeNameServer server = new FakeNameServer("127.0.0.2", 0).listen();
        Rig rig = Rig.withResolver(new ResolverConfig(conf, server.port(), 20, 100, 64))) {
      Random answers = new Random(seed);
      server.seconds = 5;
      server.change = answer -> mutate(answers, answer);
      FakeUdpFlow udp = rig.openUdp();
      List<FakeTcpFlow> connections = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        byte[] message = mutate(random, query(random));
        if (random.nextInt(4) > 0) {
          udp.send(message, Rig.DNS, 53);
        } else {
          connections.add(sendByTcp(rig, random, message));
        }
      }
      await("seed " + seed).atMost(20, SECONDS).until(() -> rig.openSockets() <= 1);
      for (FakeTcpFlow connection : connections) {
        if (!connection.isReset()) {
          connection.closed(random.nextBoolean());
        }
      }
      await("seed " + seed).atMost(20, SECONDS).until(() -> rig.openSockets() == 0);
      assertEquals(0, rig.count(RelayCounter.FAULTS), () -> "seed " + seed + " " + rig.log);
      assertEquals(0, rig.onLoop(() -> rig.buffers.small().inUse()), "seed " + seed);
    }
  }

  private static byte[] query(Random random) {
    TestMessage query =
        TestMessage.query(random.nextInt(65_536), "n" + random.nextInt(50), 1 + random.nextInt(30));
    return random.nextBoolean() ? query.bytes() : query.edns(4096, 0).bytes();
  }

  private static synchronized byte[] mutate(Random random, byte[] message) {
    return TestMessage.mutate(random, message);
  }

  private static FakeTcpFlow sendByTcp(Rig rig, Random random, byte[] message) {
    FakeTcpFlow flow = rig.openTcp(Rig.DNS, 53);
    flow.establish();
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    int length = random.nextInt(8) == 0 ? random.nextInt(65_536) : message.length;
    framed.write(length >> 8);
    framed.write(length);
    framed.writeBytes(message);
    flow.send(framed.toByteArray());
    if (random.nextBoolean()) {
      flow.end();
    }
    return flow;
  }
}
