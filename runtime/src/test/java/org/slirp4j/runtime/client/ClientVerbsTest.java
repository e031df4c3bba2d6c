package org.slirp4j.runtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.runtime.cli.UsageException;
import org.slirp4j.runtime.cli.VerbWords;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.runtime.http.FakeControl;
import org.slirp4j.runtime.http.FakeDaemon;
import org.slirp4j.tapdev.NamespaceTarget;

/** What is asked for, what is printed, what is refused. */
@Timeout(20)
final class ClientVerbsTest {
  @TempDir Path folder;
  private final FakeControl control = new FakeControl();
  private Path socket = Path.of("/nowhere");
  private AutoCloseable daemon = () -> {};

  @BeforeEach
  void start() throws IOException {
    socket = folder.resolve("api.sock");
    daemon = FakeDaemon.start(control, socket);
  }

  @AfterEach
  void stop() throws Exception {
    daemon.close();
  }

  private static VerbWords words(String line) throws UsageException {
    String[] words = line.split(" ", -1);
    return VerbWords.parse(words[0], words, 1);
  }

  private String run(String line) throws UsageException, IOException {
    return ClientVerbs.answer(new DaemonClient(socket), words(line));
  }

  private String refusal(String line) {
    return String.valueOf(assertThrows(IOException.class, () -> run(line)).getMessage());
  }

  private static String usage(String line) {
    return String.valueOf(
        assertThrows(
                UsageException.class,
                () -> ClientVerbs.answer(new DaemonClient(Path.of("/nowhere")), words(line)))
            .getMessage());
  }

  @Test
  void attachAsksForAProcessWithTheDefaults() throws Exception {
    assertEquals("attached container-1: 10.0.2.100, DNS 10.0.2.3\n", run("attach 4242"));
    AttachRequest asked = control.lastAttach();
    assertEquals(new NamespaceTarget.OfPid(4242, null), asked.target());
    assertEquals("cli", asked.source());
    assertTrue(asked.lasting() && asked.configured());
    assertTrue(asked.network().hostLoopback() && asked.network().dns());
    assertEquals(65_520, asked.network().mtu());
  }

  @Test
  void attachTakesEveryOption() throws Exception {
    run(
        "attach rel/ns --name web --auto 1024-65535 --network blue --network red"
            + " --source-address=fast --mtu 1500 --cidr 10.9.0.0/24 --enable-ipv6"
            + " --disable-host-loopback --disable-dns --tap eth0 --macaddress 52:54:00:12:34:56"
            + " --userns-path /proc/7/ns/user --no-configure --temporary --outbound-addr 192.0.2.1"
            + " --outbound-addr6 2001:db8::1");
    AttachRequest asked = control.lastAttach();
    assertEquals(
        new NamespaceTarget.OfPath(
            Path.of("rel/ns").toAbsolutePath().toString(), "/proc/7/ns/user"),
        asked.target());
    assertEquals("web", asked.name());
    assertEquals("eth0", asked.tapName());
    assertEquals("52:54:00:12:34:56", String.valueOf(asked.macAddress()));
    assertEquals("1024-65535", asked.settings().auto());
    assertEquals(List.of("blue", "red"), asked.settings().networks());
    assertTrue(asked.settings().fast());
    assertEquals(1500, asked.network().mtu());
    assertTrue(asked.network().ipv6());
    assertEquals(false, asked.network().hostLoopback() || asked.network().dns());
    assertEquals(false, asked.configured() || asked.lasting());
    assertEquals(0xc0000201, asked.network().outboundAddress());
  }

  @Test
  void whatIsListedFitsATerminal() throws Exception {
    String longName = "a-very-long-name-of-a-container-that-somebody-has-made-up-for-fun";
    control.with("web").with(longName.substring(0, 64));
    control.expose("web", new RuleSpec(false, "tcp", "127.0.0.1:8080", "80", null), "cli", true);
    control.expose(
        longName.substring(0, 64),
        new RuleSpec(false, "udp", "[2001:db8:1234:5678:9abc:def0:1234:5678]:60000", "53", null),
        "rootlesskit",
        true);
    for (String verb : List.of("ps", "ports", "inspect web")) {
      for (String line : run(verb).split("\n", -1)) {
        assertTrue(line.length() <= 80, line);
      }
    }
    String ps = run("ps");
    assertTrue(ps.matches("(?s)NAME +STATE +FOR +PID +ADDRESS +SOURCE\n.*"), ps);
    assertTrue(ps.matches("(?s).*\nweb +attached +\\d+d +7 +10.0.2.100 +test\n.*"), ps);
    String ports = run("ports web");
    assertEquals(
        """
        ID  RULE                   STATE  SOURCE  OPEN  TOTAL  IN    OUT
        3   127.0.0.1:8080:80/tcp  works  cli     1     3      1.0K  2.0K
        """,
        ports);
    assertTrue(run("inspect web").endsWith("\n" + ports));
    assertTrue(run("inspect web").contains("\nstate           attached for "));
  }

  @Test
  void programsGetJson() throws Exception {
    control.with("web");
    control.expose("web", new RuleSpec(false, "tcp", "8080", "80", null), "cli", true);
    assertEquals(1, JsonParser.parseString(run("ps --json")).getAsJsonArray().size());
    assertEquals(1, JsonParser.parseString(run("ports -j")).getAsJsonArray().size());
    assertEquals(
        1,
        JsonParser.parseString(run("inspect -j web"))
            .getAsJsonObject()
            .getAsJsonArray("rules")
            .size());
    assertEquals(
        "8081:80/tcp",
        JsonParser.parseString(run("expose --json web 8081:80"))
            .getAsJsonObject()
            .get("rule")
            .getAsString());
  }

  @Test
  void rulesAreExposedAndUnexposed() throws Exception {
    control.with("web").with("db");
    assertEquals("rule 3: 8080:80/tcp\n", run("expose web 8080:80"));
    assertEquals("rule 4: 53:53/udp\n", run("expose -t --source-address=fast db 53:53/udp"));
    assertEquals(
        new RuleSpec(false, "udp", "53", "53", true), control.rules("db").getFirst().rule());
    assertEquals(false, control.rules("db").getFirst().lasting());
    assertEquals("rule 5: 5432:5432/tcp\n", run("expose --reverse db 5432"));
    assertTrue(run("ports db").contains("<- 5432:5432/tcp"));
    assertEquals("removed rule 3\n", run("unexpose 8080:80"));
    assertEquals("removed rule 4\n", run("unexpose --cut 4"));
    assertTrue(refusal("unexpose 8080:80").contains("there is no rule 8080:80"));
    assertTrue(refusal("unexpose 4").contains("there is no rule 4"));
  }

  @Test
  void aRuleThatSeveralHaveIsToBeNamedByItsNumber() throws Exception {
    control.with("web").with("db");
    control.expose("web", new RuleSpec(false, "tcp", "80", "80", null), "cli", true);
    control.expose("db", new RuleSpec(false, "udp", "81", "81", null), "cli", true);
    control.allowDuplicates();
    control.expose("db", new RuleSpec(false, "tcp", "80", "80", null), "cli", true);
    assertEquals(
        "several rules are 80:80, name one by its number: 3 of web, 5 of db",
        refusal("unexpose 80:80"));
  }

  @Test
  void detachTakesTheContainerAway() throws Exception {
    control.with("web");
    assertEquals("detached web\n", run("detach --forget web"));
    assertEquals("there is no container web", refusal("detach web"));
    assertEquals("there is no container a/b?c%", refusal("inspect a/b?c%"));
  }

  @Test
  void whatAContainerMayTakeIsToldWhereThereIsABound() throws Exception {
    run("attach --name web --max-sockets 100 --max-memory 16 1");
    run("attach --name db 2");
    String web = run("inspect web");
    assertTrue(web.contains("\nmost sockets    100\nmost memory     16 MiB\n"), web);
    assertFalse(run("inspect db").contains("most "));
  }

  @Test
  void theDaemonsReasonIsTold() throws Exception {
    control.with("web");
    assertEquals("the name web is taken", refusal("attach --name web 1"));
    assertTrue(refusal("expose web x:").contains("\"x:\""));
    assertTrue(refusal("attach 0").contains("pid"));
  }

  @Test
  void wrongWordsAreToldWithoutADaemon() {
    assertEquals(
        "attach: too few arguments: slirp4j attach [OPTION]... PID|NETNS", usage("attach"));
    assertEquals(
        "expose: \"c\" is one argument too many: slirp4j expose [OPTION]... NAME RULE",
        usage("expose a b c"));
    assertTrue(usage("ps x").contains("\"x\""));
    assertTrue(usage("ps --what").contains("unrecognized option '--what'"));
    assertTrue(usage("detach --cut x").contains("unrecognized option '--cut'"));
    assertTrue(usage("attach --mtu x 1").contains("MTU"));
  }

  @Test
  void withoutADaemonPeopleAreToldToStartOne() {
    Path nowhere = folder.resolve("nobody.sock");
    IOException e =
        assertThrows(
            IOException.class, () -> ClientVerbs.answer(new DaemonClient(nowhere), words("ps")));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("no daemon is running: start slirp4j daemon"));
  }

  @Test
  void aDaemonThatDiesWhileItAnswersIsNoAnswer() throws Exception {
    Path path = folder.resolve("dying.sock");
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      listening.bind(UnixDomainSocketAddress.of(path));
      for (String answer :
          List.of("", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n[]", "hello\n", "HTTP/1.1")) {
        Future<?> answered =
            executor.submit(() -> {
              try (SocketChannel client = listening.accept()) {
                client.read(ByteBuffer.allocate(4096));
                client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
              }
              return null;
            });
        assertThrows(
            IOException.class,
            () -> ClientVerbs.answer(new DaemonClient(path), words("ps")),
            answer);
        answered.get();
      }
    }
  }

  @Test
  void eventsAreFollowedUntilTheDaemonEnds() throws Exception {
    PipedInputStream in = new PipedInputStream();
    try (OutputStream out = new PipedOutputStream(in);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        Scanner lines = new Scanner(in, StandardCharsets.UTF_8)) {
      Future<Integer> following =
          executor.submit(() -> Events.follow(new DaemonClient(socket), words("events"), out));
      try {
        while (control.listeners() == 0 && !following.isDone()) {
          Thread.onSpinWait();
        }
        control.tell("rule.added", "web");
        assertEquals("1970-01-01T00:00:00Z  rule.added  web  key=value", lines.nextLine());
      } finally {
        daemon.close(); // or a failure above would wait for the follower's end
      }
      assertThrows(Exception.class, following::get);
    }
  }
}
