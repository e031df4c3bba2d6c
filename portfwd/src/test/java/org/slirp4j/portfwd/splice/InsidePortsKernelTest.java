package org.slirp4j.portfwd.splice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.SocketCalls;

/** Where spliced connections come from inside a real namespace. */
final class InsidePortsKernelTest extends IntoContainer {
  /** The ports inside that connections to a service came from, those in TIME-WAIT, too. */
  private static int[] portsTo(int service) throws IOException {
    String suffix = String.format(":%04X", service);
    return container
        .run("cat", "/proc/net/tcp")
        .lines()
        .map(line -> line.strip().split(" +"))
        .filter(words -> words[2].endsWith(suffix))
        .mapToInt(words -> Integer.parseInt(words[1].substring(words[1].indexOf(':') + 1), 16))
        .sorted()
        .toArray();
  }

  private int firstPortInside(int later) {
    return path.onLoop(() -> path.splicer.ports().first(later));
  }

  @Test
  void connectionsComeFromAFewPortsThatLieElsewhereEachTime() throws Exception {
    try (Service service = service(IntoContainer::echo)) {
      int port = portTo(service);
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        expected.add(firstPortInside(0));
        try (Socket client = SplicePath.client(port)) {
          assertEquals(1, echoed(client));
        }
      }
      int[] ports = portsTo(service.port());
      assertEquals(expected.size(), ports.length);
      for (int first : expected) {
        assertTrue(
            IntStream.of(ports)
                .anyMatch(each -> first <= each && each < first + InsidePorts.WINDOW),
            () -> "none from " + first + " in " + IntStream.of(ports).boxed().toList());
      }
    }
  }

  @Test
  void whereThoseFewAreTakenAnyOtherWillDo() throws Exception {
    int windows = InsidePorts.MAX_TRIES;
    int[] holders =
        inside.make(windows * InsidePorts.WINDOW, SocketCalls.AF_INET, SocketCalls.SOCK_STREAM, 0);
    try (Service service = service(IntoContainer::echo)) {
      int port = portTo(service);
      for (int i = 0; i < holders.length; i++) {
        int first = firstPortInside(i / InsidePorts.WINDOW);
        Service.bind(holders[i], Container.ADDRESS, first + i % InsidePorts.WINDOW);
      }
      try (Socket client = SplicePath.client(port)) {
        assertEquals(1, echoed(client));
      }
    } finally {
      for (int holder : holders) {
        FileCalls.close(holder);
      }
    }
  }
}
