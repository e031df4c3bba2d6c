package org.slirp4j.portfwd.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.portfwd.config.ResolverConfig;

/** The order of name servers on a virtual clock. */
class NameServersTest {
  @TempDir private Path folder;
  private long now = Long.MAX_VALUE - 10; // nanoTime may wrap
  private NameServers servers;

  @BeforeEach
  void make() throws IOException {
    write("1", "2", "3");
    ResolverConfig config = new ResolverConfig(folder.resolve("resolv.conf"), 53, 1, 1, 1);
    servers = new NameServers(config, () -> now, line -> {});
  }

  private void write(String... last) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String number : last) {
      text.append("nameserver 192.0.2.").append(number).append('\n');
    }
    Files.writeString(folder.resolve("resolv.conf"), text);
  }

  private String order(boolean stream) {
    StringBuilder order = new StringBuilder();
    for (NameServer server : servers.inOrder(stream)) {
      order.append((int) server.address().address().low() & 0xff);
    }
    return order.toString();
  }

  private NameServer server(int number) {
    List<NameServer> all = servers.inOrder(false);
    return all.stream()
        .filter(one -> (one.address().address().low() & 0xff) == number)
        .findFirst()
        .orElseThrow();
  }

  private void pass(long nanos) {
    now += nanos;
  }

  @Test
  void silentServerIsLastForAWhileThenOneQueryFindsOutAndItsAnswerEndsTheDoubt() {
    NameServer first = server(1);
    assertEquals("123", order(false));
    first.onSilence(now);
    assertEquals("231", order(false));
    pass(NameServer.DOUBT_NANOS - 1);
    assertEquals("231", order(false));
    pass(1);
    assertEquals("123", order(false));
    assertTrue(first.isDoubted());
    first.onAsked(now); // whoever asks next does not have to wait, too
    assertEquals("231", order(false));
    first.onAnswer();
    assertEquals("123", order(false));
  }

  @Test
  void ofServersInDoubtTheOneIsFirstThatHasBeenSoForLongest() {
    for (int number : new int[] {2, 3, 1}) {
      server(number).onSilence(now);
      pass(TimeUnit.SECONDS.toNanos(1));
    }
    assertEquals("231", order(false));
    server(2).onAsked(now);
    assertEquals("312", order(false));
  }

  @Test
  void tcpHasDoubtsOfItsOwn() {
    server(1).onSilence(now);
    assertEquals("231", order(false));
    assertEquals("123", order(true));
  }

  @Test
  void nothingIsKnownAboutNewServers() throws IOException {
    int generation = servers.generation();
    server(1).onSilence(now);
    assertEquals(generation, servers.generation());
    write("1", "2");
    pass(TimeUnit.SECONDS.toNanos(2));
    assertNotEquals(generation, servers.generation());
    assertEquals("12", order(false));
  }
}
