package org.slirp4j.runtime.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.RootlessRoot;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;
import org.slirp4j.runtime.testing.Streams;

/**
 * How fast streams are over a wire, 20 ms there and back, that loses, reorders or repeats, beside
 * what theory allows; and that they arrive whole.
 *
 * <p>A row tells which part of all segments is lost, or as the loss of which part the harm counts:
 * reordered segments cost no more than lost ones, repeated ones a tenth of that at the most.
 */
@Tag("kernel")
final class LossyPathsIT {
  private static final int MTU = 1500;
  private static final int MSS = 1448;
  private static final int PORT = 7_000;

  /**
   * What has to be reached of theory's rate. Quiet, it is 0.8 to 20, beginning with slow start; but
   * losses come by chance, and the wire's processor may be busy with other things.
   */
  private static final double LEAST = 0.3;

  private static final Pattern AVERAGE = Pattern.compile("= [0-9.]+/([0-9.]+)/");

  @ParameterizedTest
  @CsvSource({
    "loss=0.01,      0.01,  2000000",
    "loss=0.001,     0.001, 4000000",
    "reorder=0.02,   0.02,  2000000",
    "duplicate=0.02, 0.002, 4000000",
  })
  void betweenContainerAndHelper(String harm, double loss, int bytes) throws IOException {
    int port = FreePorts.next();
    try (WiredGuest guest = WiredGuest.make(MTU);
        Streams _ = Streams.serve(List.of(), "127.0.0.1", port)) {
      guest.wire("delay=0.01");
      double before = roundTripSeconds(guest.shell(ping("10.0.2.2")));
      guest.wire(harm + " delay=0.01");
      double[] rates = Streams.rates(guest.entering(), "bytes=" + bytes, "10.0.2.2", port);
      guest.wire("delay=0.01");
      double after = roundTripSeconds(guest.shell(ping("10.0.2.2")));
      assertFast(harm, rates, theory(loss, Math.max(before, after)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "loss=0.01,                    0.01,  2000000",
    "reorder=0.02 duplicate=0.02,  0.02,  2000000",
  })
  void betweenHelperAndServer(String harm, double loss, int bytes) {
    try (RootlessRoot host = RootlessRoot.unconnected();
        Namespace far = host.namespace();
        Namespace container = host.namespace();
        BadWire wire = BadWire.make(host.entering(), far.pid(), host.pid(), MTU)) {
      host.shell("ip link set lo up; ip address add 10.9.8.1/24 dev wire; ip link set wire up");
      far.insideShell("ip address add 10.9.8.2/24 dev eth0; ip link set eth0 up").outIfOk();
      try (Slirp4netnsProcess helper =
              Slirp4netnsProcess.readyBy(host.entering(), "-c", container.pid(), "tap0");
          Streams _ = Streams.serve(far.entering(), "10.9.8.2", PORT)) {
        wire.set("delay=0.01", "frames");
        double before = roundTripSeconds(far.insideShell(ping("10.9.8.1")).outIfOk());
        wire.set(harm + " delay=0.01", "frames");
        double[] rates = Streams.rates(container.entering(), "bytes=" + bytes, "10.9.8.2", PORT);
        wire.set("delay=0.01", "frames");
        double after = roundTripSeconds(far.insideShell(ping("10.9.8.1")).outIfOk());
        assertFast(harm, rates, theory(loss, Math.max(before, after)));
        assertTrue(helper.isAlive(), helper::log);
      }
    }
  }

  private static String ping(String to) {
    return "ping -q -c 5 -i 0.05 -W 5 " + to;
  }

  private static double roundTripSeconds(String pinged) {
    Matcher found = AVERAGE.matcher(pinged);
    assertTrue(found.find(), pinged);
    return Double.parseDouble(found.group(1)) / 1e3;
  }

  /**
   * Returns bytes a second by RFC 9438's window where each segment is lost with probability {@code
   * p}: that of 4.3, as Reno's, is the greater one at this round trip.
   */
  private static double theory(double p, double roundTripSeconds) {
    double alpha = 9.0 / 17;
    double beta = 0.7;
    return Math.sqrt(alpha * (1 + beta) / (2 * (1 - beta) * p)) * MSS / roundTripSeconds;
  }

  private static void assertFast(String harm, double[] rates, double theory) {
    String told =
        String.format(
            Locale.ROOT,
            "%s: out %.0f KB/s, back %.0f KB/s, theory %.0f KB/s: %.2f and %.2f",
            harm,
            rates[0] / 1e3,
            rates[1] / 1e3,
            theory / 1e3,
            rates[0] / theory,
            rates[1] / theory);
    System.out.println(told); // the only place where it can be recorded for whoever reads the log
    assertTrue(rates[0] > LEAST * theory && rates[1] > LEAST * theory, told);
  }
}
