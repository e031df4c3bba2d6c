package org.slirp4j.portfwd.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.portfwd.host.HostAddress;

/** resolv.conf on a virtual clock. */
class ResolvConfTest {
  @TempDir private Path folder;
  private final List<String> log = new ArrayList<>();
  private long now = Long.MAX_VALUE - 10; // nanoTime may wrap
  private Path path;
  private ResolvConf conf;

  @BeforeEach
  void make() {
    path = folder.resolve("resolv.conf");
    conf = new ResolvConf(path, 53, () -> now, log::add);
  }

  private List<String> servers() {
    return conf.servers().stream().map(HostAddress::toString).toList();
  }

  private void write(String text) throws IOException {
    Files.writeString(path, text);
  }

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void nameserverLinesCountInTheirOrder() throws IOException {
    write(
        """
        # nameserver 192.0.2.1
        ; nameserver 192.0.2.2
        search example.org
        nameserver 192.0.2.3
          nameserver\t192.0.2.4   # comment
        nameserver 2001:db8::5
        nameserver fe80::6%lo
        nameserver 192.0.2.3
        nameserver
        nameserver example.org
        nameservers 192.0.2.7
        options edns0
        """);
    assertEquals(
        List.of(
            "192.0.2.3:53", "192.0.2.4:53", "[2001:db8:0:0:0:0:0:5]:53", "[fe80:0:0:0:0:0:0:6]:53"),
        servers());
    assertEquals(1, conf.servers().getLast().scopeId(), "lo is interface 1");
  }

  @Test
  void stubOfTheHostsIsTakenAsItIs() throws IOException {
    write("nameserver 127.0.0.53\noptions edns0 trust-ad\n");
    assertEquals(List.of("127.0.0.53:53"), servers());
  }

  @Test
  void withoutServersItIsTheLocalOne() throws IOException {
    write("search example.org\n");
    assertEquals(List.of("127.0.0.1:53"), servers());
  }

  @Test
  void noMoreThanTheBoundAreTaken() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= 100; i++) {
      text.append("nameserver 192.0.2.").append(i).append('\n');
    }
    write(text.toString());
    assertEquals(ResolvConf.MAX_SERVERS, servers().size());
  }

  @Test
  void changeIsSeenAfterASecondAndNotBefore() throws IOException {
    write("nameserver 192.0.2.1\n");
    assertEquals(List.of("192.0.2.1:53"), servers());
    write("nameserver 192.0.2.22\n");
    pass(999);
    assertEquals(List.of("192.0.2.1:53"), servers());
    pass(1);
    assertEquals(List.of("192.0.2.22:53"), servers());
  }

  @Test
  void replacedFileIsSeenAlthoughTimeAndSizeAreTheSame() throws IOException {
    write("nameserver 192.0.2.1\n");
    servers();
    Path fresh = folder.resolve("fresh");
    Files.writeString(fresh, "nameserver 192.0.2.2\n");
    Files.setLastModifiedTime(fresh, Files.getLastModifiedTime(path));
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    pass(1000);
    assertEquals(List.of("192.0.2.2:53"), servers());
  }

  @Test
  void symbolicLinkIsFollowed() throws IOException {
    Path target = folder.resolve("target");
    Files.writeString(target, "nameserver 192.0.2.1\n");
    Files.createSymbolicLink(path, target);
    assertEquals(List.of("192.0.2.1:53"), servers());
    Files.writeString(target, "nameserver 192.0.2.22\n");
    pass(1000);
    assertEquals(List.of("192.0.2.22:53"), servers());
  }

  @Test
  void serversStayWhileTheFileIsGoneAndTheLogSaysSoOnce() throws IOException {
    write("nameserver 192.0.2.1\n");
    servers();
    Files.delete(path);
    for (int i = 0; i < 10; i++) {
      pass(1000);
      assertEquals(List.of("192.0.2.1:53"), servers());
    }
    assertEquals(1, log.size(), log::toString);
    assertTrue(log.getFirst().contains(path.toString()), log::toString);
    write("nameserver 192.0.2.2\n");
    pass(1000);
    assertEquals(List.of("192.0.2.2:53"), servers());
  }

  @Test
  void fileWithoutLinesEndsDoesNoHarm() throws IOException {
    write("nameserver 192.0.2.1 ".repeat(100_000));
    assertEquals(List.of("192.0.2.1:53"), servers());
  }

  // checklist 12: domain and search list from the host
  @Test
  void theLastSearchOrDomainLineCounts() throws IOException {
    write("domain one.example\nsearch two.example Three.Example.  two.example\tfour\n");
    assertEquals(List.of("two.example", "three.example", "four"), conf.searchDomains());
    pass(1000);
    write("search two.example\n  domain one.example two.example\nnameserver 192.0.2.1\n");
    assertEquals(List.of("one.example"), conf.searchDomains());
    pass(1000);
    write("search a.example # b.example\nsearch\nsearchx c.example\n#search d.example\n");
    assertEquals(List.of("a.example"), conf.searchDomains());
  }

  @Test
  void withoutSuchALineThereIsNoSearchList() throws IOException {
    assertEquals(List.of(), conf.searchDomains());
    write("nameserver 192.0.2.1\nsearch .\n"); // what systemd-resolved writes
    pass(1000);
    assertEquals(List.of(), conf.searchDomains());
  }

  @Test
  void whatIsNoDomainIsLeftOut() throws IOException {
    String label = "a".repeat(63);
    String longest = label + "." + label + "." + label + "." + "a".repeat(61);
    write(
        "search a..b .c d$ \u00e4.de x y_z.-1 "
            + (label + "b ")
            + (longest + " ")
            + (longest + "a")
            + "\n");
    assertEquals(List.of("x", "y_z.-1", longest), conf.searchDomains());
  }

  @Test
  void noMoreDomainsThanTheBoundAreTaken() throws IOException {
    StringBuilder line = new StringBuilder("search");
    for (int i = 0; i < 1000; i++) {
      line.append(" d").append(i).append(".example");
    }
    write(line + "\n");
    assertEquals(SearchList.MAX_DOMAINS, conf.searchDomains().size());
  }

  @Test
  void changedSearchListIsSeen() throws IOException {
    write("search one.example\n");
    assertEquals(List.of("one.example"), conf.searchDomains());
    write("search three.example\n");
    pass(999);
    assertEquals(List.of("one.example"), conf.searchDomains());
    pass(1);
    assertEquals(List.of("three.example"), conf.searchDomains());
    Files.delete(path);
    pass(1000);
    assertEquals(List.of("three.example"), conf.searchDomains());
  }
}
