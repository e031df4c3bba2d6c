package org.slirp4j.runtime.kernel;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.runtime.OpenFiles;
import org.slirp4j.runtime.testing.Api;
import org.slirp4j.runtime.testing.Clients;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** A container that opens more connections than the helper may open files. */
@Tag("kernel")
final class DescriptorsIT {
  private static final int LIMIT = 200;

  /** Descriptors that a helper may have a few more of at one time than at another. */
  private static final int OTHER_FILES = 8;

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  /** CPU time that an idle helper does not reach in a second, in ticks of 10 ms. */
  private static final long IDLE_TICKS = 25;

  @TempDir private Path folder;
  private final EchoServer server = new EchoServer();
  private Namespace namespace;
  private Api api;

  @BeforeEach
  void make() {
    namespace = Namespace.make();
    api = new Api(folder.resolve("api"));
  }

  @AfterEach
  void end() {
    namespace.close();
    server.close();
  }

  private Slirp4netnsProcess helper(String limits) {
    return Slirp4netnsProcess.readyBy(
        List.of("sh", "-c", "ulimit " + limits + " && exec \"$@\"", "sh"),
        "-c",
        "-a",
        api.path().toString(),
        namespace.pid(),
        "tap0");
  }

  private Clients clients() {
    return Clients.start(namespace, "10.0.2.2", server.port());
  }

  /** Processor time so far: proc_pid_stat(5), fields 14 and 15. */
  private static long ticks(Slirp4netnsProcess helper) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + helper.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static long warnings(Slirp4netnsProcess helper) {
    return helper.log().lines().filter(line -> line.contains("EMFILE")).count();
  }

  @Test
  void whoComesTooLateIsRefusedAndNobodyElseNoticesAnything() throws IOException {
    try (Slirp4netnsProcess helper = helper("-n " + LIMIT);
        Clients first = clients();
        Clients second = clients()) {
      assertEquals(new Clients.Result(10, 0, 0), first.open(10));
      Clients.Result result = second.open(LIMIT);
      assertTrue(result.open() >= LIMIT / 4, result::toString);
      assertEquals(new Clients.Result(result.open(), LIMIT - result.open(), 0), result);
      assertEquals(1, warnings(helper), helper::log);
      assertTrue(helper.log().contains("ulimit -n"), helper::log);
      assertEquals(10, first.echoing());
      second.closeAll();
      await().atMost(10, SECONDS).until(() -> first.open(1).open() == 1);
      assertEquals(new Clients.Result(20, 0, 0), first.open(20));
    }
  }

  @Test
  void clientsOfAForwardedPortAreResetAtOnceAndTheHelperRests() throws Exception {
    try (Slirp4netnsProcess helper = helper("-n " + LIMIT);
        Clients all = clients()) {
      int port = FreePorts.next();
      assertTrue(api.ask(Api.forward("tcp", port, 80)).contains("\"id\""));
      assertTrue(all.open(LIMIT).refused() > 0);
      for (int i = 0; i < 5; i++) {
        try (Socket client = new Socket(LOOPBACK, port)) {
          client.setSoTimeout(5_000);
          assertThrows(SocketException.class, () -> client.getInputStream().read());
        }
      }
      await()
          .atMost(20, SECONDS)
          .until(() -> {
            long before = ticks(helper);
            SECONDS.sleep(1);
            return ticks(helper) - before < IDLE_TICKS;
          });
      all.closeAll();
      assertTrue(helper.isAlive());
    }
  }

  /** The kernel sends more resets than the interface's queue holds. */
  @Test
  void connectionsOfAProcessThatDiesAreGoneSoonAlthoughResetsAreLost() throws IOException {
    int count = Math.min(10_000, OpenFiles.limit() / 5 * 2 - 100); // those that a helper can have
    assumeTrue(count > 5_000, "the limit of open files is too low");
    try (Slirp4netnsProcess helper = helper("-c 0");
        Clients few = clients();
        Clients many = clients()) {
      assertEquals(new Clients.Result(10, 0, 0), few.open(10));
      int before = openFiles(helper);
      assertEquals(new Clients.Result(count, 0, 0), many.open(count));
      assertTrue(openFiles(helper) >= before + count);
      long dropped = droppedPackets();
      helper.signal("STOP"); // as if it had no processor for a while
      many.die();
      helper.signal("CONT");
      assertTrue(droppedPackets() > dropped, "no reset was lost");
      await().atMost(20, SECONDS).until(() -> openFiles(helper) <= before + OTHER_FILES);
      assertEquals(10, few.echoing());
    }
  }

  /** What the container's kernel could not send: the last but four of tap0's sixteen numbers. */
  private long droppedPackets() {
    String line = namespace.inside("grep", "tap0:", "/proc/net/dev").outIfOk();
    return Long.parseLong(line.substring(line.indexOf(':') + 1).strip().split(" +", -1)[11]);
  }

  private static int openFiles(Slirp4netnsProcess helper) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + helper.pid() + "/fd"))) {
      return (int) files.count();
    }
  }

  @Test
  void aLowSoftLimitIsRaised() throws IOException {
    try (Slirp4netnsProcess helper = helper("-Sn 100");
        Clients all = clients()) {
      assertEquals(new Clients.Result(300, 0, 0), all.open(300));
      assertEquals(0, warnings(helper), helper::log);
    }
  }
}
