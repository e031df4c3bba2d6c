package org.slirp4j.runtime.capture;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.runtime.client.DaemonClient;
import org.slirp4j.runtime.testing.DaemonProcess;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;

/** What there is to see of a daemon's container: frames, flows, meters, log lines. */
@Tag("kernel")
final class ViewIT {
  private static final int SECONDS = 20;

  @TempDir private Path folder;
  private DaemonProcess daemon;
  private Namespace namespace;
  private DaemonClient reader;

  @BeforeEach
  void make() {
    daemon = DaemonProcess.start();
    namespace = Namespace.make();
    reader = new DaemonClient(daemon.front().resolveSibling("api.sock"));
    Image.slirp4j("attach", "--name", "web", namespace.pid()).outIfOk();
  }

  @AfterEach
  void end() {
    namespace.close();
    daemon.close();
  }

  @Test
  void aCaptureHasBothDirectionsWithRightChecksumsAndAnEnd() throws Exception {
    Path file = folder.resolve("web.pcapng");
    Process capture = start("capture", "web", "-w", file.toString());
    pingUntil(() -> Files.exists(file) && Files.size(file) > 500);
    transfer();
    interrupt(capture);
    assertTrue(capture.waitFor(SECONDS, TimeUnit.SECONDS));
    assertEquals(0, capture.exitValue());

    List<CapturedFrame> frames = frames(Files.readAllBytes(file));
    assertTrue(frames.stream().anyMatch(frame -> isEcho(frame, 8, false)), "requests");
    assertTrue(frames.stream().anyMatch(frame -> isEcho(frame, 0, true)), "replies");
    List<CapturedFrame> tcp = frames.stream().filter(frame -> protocol(frame) == 6).toList();
    assertTrue(tcp.stream().anyMatch(frame -> frame.bytes().length > 2_000), "super-segments");
    for (CapturedFrame frame : tcp) {
      assertEquals(0xffff, tcpSum(frame.bytes()), "TCP checksum");
    }
    if (Files.isExecutable(Path.of("/usr/bin/tcpdump"))) {
      String text = Outcome.of("/usr/bin/tcpdump", "-nnvr", file.toString()).outIfOk();
      assertTrue(text.contains("(correct)"), text);
      assertFalse(text.contains("incorrect"), text);
    }
  }

  @Test
  void aPipeGetsPcapngAndAFilterOnlyWhatItTakes() throws Exception {
    Process capture = start("capture", "web", "icmp[0] == 8");
    InputStream out = capture.getInputStream();
    pingUntil(() -> out.available() > 300);
    interrupt(capture);
    List<CapturedFrame> frames = frames(out.readAllBytes());
    assertFalse(frames.isEmpty());
    for (CapturedFrame frame : frames) {
      assertTrue(isEcho(frame, 8, false), frame::toString);
    }
  }

  @Test
  void badFiltersAndUnknownContainersAreRefused() {
    Outcome filter = Image.slirp4j("capture", "web", "tcp", "prot", "80");
    assertEquals(1, filter.status());
    assertTrue(filter.err().contains("\"tcp prot 80\""), filter.err());
    Outcome unknown = Image.slirp4j("capture", "nobody");
    assertEquals(1, unknown.status());
    assertTrue(unknown.err().contains("nobody"), unknown.err());
    assertEquals("", unknown.out());
  }

  @Test
  void metersAndFlowsAreThoseOfTheContainerAndGoWithIt() throws IOException {
    namespace.inside("ping", "-c1", "-W5", "10.0.2.2").outIfOk();
    String metrics = text("/metrics");
    assertTrue(metrics.contains("slirp4j_packets_total{container=\"web\""), metrics);
    assertTrue(metrics.contains("slirp4j_loop_turn_seconds_count{container=\"web\"}"), metrics);
    assertTrue(metrics.endsWith("# EOF\n"), metrics);
    JsonObject stats = reader.get("/api/v1/containers/web/stats");
    assertTrue(stats.get("packetsToContainer").getAsLong() > 0, stats::toString);
    Image.slirp4j("detach", "web").outIfOk();
    assertFalse(text("/metrics").contains("container=\"web\""));
  }

  @Test
  void topIsATableWhereThereIsNoTerminalAndGivesATerminalBack() throws Exception {
    String table = Image.slirp4j("top", "-i", "0.2").outIfOk();
    assertTrue(table.startsWith("CONTAINER"), table);
    assertTrue(table.contains("\nweb "), table);
    for (String line : table.lines().toList()) {
      assertTrue(line.length() <= 80, line);
    }
    String live =
        Outcome.of(
                "sh",
                "-c",
                "(sleep 4; printf q; sleep 2) | script -qec 'stty cols 80 rows 24; "
                    + Image.program("slirp4j")
                    + " top; echo status $?; stty -a' /dev/null")
            .outIfOk();
    assertTrue(live.contains("slirp4j top, "), live);
    assertTrue(live.contains("status 0"), live);
    assertTrue(live.contains(" icanon ") && live.contains(" echo "), live);
  }

  @Test
  void linesOfTheFlowLogCarryNumberAndState() {
    Outcome run =
        Outcome.of(
            "env",
            "SLIRP4J_LOG_FLOWS=1",
            "SLIRP4J_DAEMON=never",
            Image.program("slirp4j"),
            "run",
            "--",
            "bash",
            "-c",
            "exec 3<>/dev/tcp/10.0.2.2/1");
    assertTrue(run.err().contains("flow 1 DIALLING 10.0.2.100:"), run.err());
    assertTrue(run.err().contains("-> 10.0.2.2:1: refused"), run.err());
  }

  /** As Ctrl-C does; what it has written can still be read. */
  private static void interrupt(Process process) {
    Outcome.of("kill", "-INT", Long.toString(process.pid())).outIfOk();
  }

  /** Something that can be looked at. */
  private interface Look {
    boolean isDone() throws IOException;
  }

  private void pingUntil(Look look) {
    await()
        .atMost(SECONDS, TimeUnit.SECONDS)
        .until(() -> {
          namespace.inside("ping", "-c1", "-W5", "10.0.2.2").outIfOk();
          return look.isDone();
        });
  }

  /** Sends a megabyte from inside to a listener of the host's. */
  private void transfer() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try (Socket socket = server.accept()) {
              socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
              // The test sees that nothing came.
            }
          });
      String line = "head -c 1000000 /dev/zero > /dev/tcp/10.0.2.2/" + server.getLocalPort();
      namespace.inside("bash", "-c", line).outIfOk();
    }
  }

  private static Process start(String... words) throws IOException {
    // Where the tests are a background job, SIGINT is ignored by all of their children.
    List<String> command =
        new ArrayList<>(List.of("env", "--default-signal=INT", Image.program("slirp4j")));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    DaemonProcess.putInto(builder.environment());
    return builder.start();
  }

  private String text(String path) throws IOException {
    try (InputStream in = reader.open(path, "*/*")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<CapturedFrame> frames(byte[] stream) throws IOException {
    PcapngReader reader = new PcapngReader(new ByteArrayInputStream(stream));
    List<CapturedFrame> frames = new ArrayList<>();
    for (CapturedFrame frame = reader.next(); frame != null; frame = reader.next()) {
      frames.add(frame);
    }
    assertEquals("tap0", reader.interfaceName());
    assertTrue(reader.received() >= frames.size());
    assertNotNull(reader.interfaceText());
    return frames;
  }

  private static boolean isEcho(CapturedFrame frame, int type, boolean toContainer) {
    return protocol(frame) == 1 && frame.bytes()[34] == type && frame.toContainer() == toContainer;
  }

  private static int protocol(CapturedFrame frame) {
    byte[] bytes = frame.bytes();
    return bytes.length > 34 && bytes[12] == 8 && bytes[13] == 0 ? bytes[23] : -1;
  }

  /** Returns the folded sum of a TCP segment and its pseudo-header: ffff when it is right. */
  private static int tcpSum(byte[] frame) {
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    int end = 14 + Short.toUnsignedInt(bytes.getShort(16));
    int at = 14 + (frame[14] & 15) * 4;
    long sum = 6L + end - at;
    for (int i = 26; i < 34; i += 2) {
      sum += Short.toUnsignedInt(bytes.getShort(i));
    }
    for (int i = at; i < end; i += 2) {
      sum += i + 1 < end ? Short.toUnsignedInt(bytes.getShort(i)) : (frame[i] & 0xff) << 8;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) sum;
  }
}
