package org.slirp4j.runtime.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** What nmap(1) in a namespace finds out about the host's ports and about the stack. */
@Tag("kernel")
final class ScanIT {
  /** nmap's difficulty index of a good generator; 200 is a worse one of today's systems. */
  private static final int DIFFICULTY = 230;

  private static final Pattern PREDICTION =
      Pattern.compile("TCP Sequence Prediction: Difficulty=(\\d+) \\(Good luck!\\)");

  private static Namespace namespace;
  private static Slirp4netnsProcess helper;
  private static EchoServer server;
  private static int closed;

  @BeforeAll
  static void make() throws IOException {
    namespace = Namespace.make();
    helper = Slirp4netnsProcess.ready("-c", namespace.pid(), "tap0");
    server = new EchoServer();
    closed = FreePorts.next();
  }

  @AfterAll
  static void end() {
    server.close();
    helper.close();
    namespace.close();
  }

  // RFC 6528; RFC 6864, 4.1: packets that nobody may cut need no identification.
  @Test
  void initialSequenceNumbersAreUnpredictable() {
    String out = nmap("-O -v --max-os-tries 1 -p " + server.port() + "," + closed);
    Matcher prediction = PREDICTION.matcher(out);
    assertTrue(prediction.find(), out);
    assertTrue(Integer.parseInt(prediction.group(1)) >= DIFFICULTY, out);
    assertTrue(out.contains("IP ID Sequence Generation: All zeros"), out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-sS", "-sT", "-sU"})
  void openPortsAreToldFromClosedOnes(String kind) {
    String out = nmap(kind + " -p " + server.port() + "," + closed);
    String protocol = kind.equals("-sU") ? "udp" : "tcp";
    assertEquals("open", state(out, server.port() + "/" + protocol), out);
    assertEquals("closed", state(out, closed + "/" + protocol), out);
  }

  // Who sends an ACK, a FIN or nothing at all to a port learns nothing about it.
  @ParameterizedTest
  @ValueSource(strings = {"-sA", "-sF", "-sN", "-sX"})
  void segmentsWithoutSynTellNothing(String kind) {
    String out = nmap(kind + " -p " + server.port() + "," + closed);
    String open = state(out, server.port() + "/tcp");
    assertEquals(open, state(out, closed + "/tcp"), out);
  }

  private static String nmap(String words) {
    return namespace.insideShell("nmap -n -Pn -T5 " + words + " 10.0.2.2").outIfOk();
  }

  private static String state(String out, String port) {
    return out.lines()
        .filter(line -> line.startsWith(port))
        .map(line -> line.split(" +", -1)[1])
        .findFirst()
        .orElse("not listed");
  }
}
