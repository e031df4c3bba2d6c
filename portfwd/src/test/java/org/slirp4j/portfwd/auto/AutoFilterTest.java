package org.slirp4j.portfwd.auto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.portfwd.forward.ForwardException;

/** The texts of filters. */
final class AutoFilterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // filter              | TCP ports taken   | TCP ports left   | UDP taken       | UDP left
        "''                    | 1024 8080 65535   | 1 80 1023        | 1024 32767 61000 | 1023 32768 60999",
        "1024-65535            | 1024 40000 65535  | 1023             | 5000            | 40000 32768",
        "8000-9000,!8080       | 8000 8079 9000    | 7999 8080 9001   | 8000            | 8080",
        "!8080                 | 1024 8079 8081    | 1023 8080        | 8081            | 8080",
        "80,tcp:443            | 80 443            | 81               | 80              | 443",
        "udp:5353              |                   | 5353             | 5353            | 5354",
        "udp:40000-40010       |                   | 40000            | 40000 40010     | 40011",
        "4000-5000,!udp:4500   | 4500              |                  | 4499            | 4500",
        "4000-5000,!tcp:4500   | 4499              | 4500             | 4500            |",
        "@0.0.0.0              | 1024              | 1023             | 1024            | 1023",
        "1-65535               | 1 65535           |                  | 1 65535         | 50000",
      })
  void tellsWhichPorts(String text, String tcp, String noTcp, String udp, String noUdp)
      throws ForwardException {
    AutoFilter filter = AutoFilter.parse(text);
    check(filter, false, tcp, true);
    check(filter, false, noTcp, false);
    check(filter, true, udp, true);
    check(filter, true, noUdp, false);
    assertEquals(text, filter.toString());
  }

  private static void check(AutoFilter filter, boolean isUdp, String ports, boolean taken) {
    if (ports == null) {
      return;
    }
    for (String port : ports.split(" ", -1)) {
      assertEquals(taken, filter.accepts(isUdp, Integer.parseInt(port)), port);
    }
  }

  @Test
  void knowsTheEndsOfItsPorts() throws ForwardException {
    AutoFilter filter = AutoFilter.parse("tcp:8000-9000,tcp:7000,!7000,!9000");
    assertEquals(8000, filter.first(false));
    assertEquals(8999, filter.last(false));
    assertEquals(-1, filter.first(true));
  }

  @Test
  void portsAppearAtLoopbackUnlessToldOtherwise() throws ForwardException {
    assertEquals(List.of("127.0.0.1", "::1"), addresses(""));
    assertTrue(AutoFilter.parse("8080").isLoopback());
    assertEquals(List.of("0.0.0.0", "::"), addresses("@0.0.0.0,8080,@::,@0.0.0.0"));
    assertFalse(AutoFilter.parse("@127.0.0.1").isLoopback());
  }

  private static List<String> addresses(String text) throws ForwardException {
    return AutoFilter.parse(text).addresses().stream().map(AddressText::of).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0          | \"0\": PORT or FIRST-LAST is expected, of 1 to 65535",
        "65536      | \"65536\": PORT or FIRST-LAST is expected, of 1 to 65535",
        "http       | \"http\": PORT or FIRST-LAST is expected, of 1 to 65535",
        "8000-      | \"8000-\": PORT or FIRST-LAST is expected, of 1 to 65535",
        "-1         | \"-1\": PORT or FIRST-LAST is expected, of 1 to 65535",
        "8080,      | \"\": PORT or FIRST-LAST is expected, of 1 to 65535",
        "!          | \"!\": PORT or FIRST-LAST is expected, of 1 to 65535",
        "!!80       | \"!!80\": PORT or FIRST-LAST is expected, of 1 to 65535",
        "sctp:80    | \"sctp:80\": PORT or FIRST-LAST is expected, of 1 to 65535",
        "9000-8000  | \"9000-8000\": the range ends before it begins",
        "@eth0      | \"@eth0\": an IP address is expected",
        "@          | \"@\": an IP address is expected",
      })
  void refuses(String text, String why) {
    ForwardException e = assertThrows(ForwardException.class, () -> AutoFilter.parse(text));
    assertEquals("auto filter: " + why, e.getMessage());
  }

  @Test
  void refusesTextsWithoutEnd() {
    String text = "8080,".repeat(100_000) + "8080";
    ForwardException e = assertThrows(ForwardException.class, () -> AutoFilter.parse(text));
    assertEquals("auto filter: it has more than 4096 characters", e.getMessage());
    String many =
        "@0.0.0.1,@0.0.0.2,@0.0.0.3,@0.0.0.4,@0.0.0.5,@0.0.0.6,@0.0.0.7,@0.0.0.8,@0.0.0.9";
    assertThrows(ForwardException.class, () -> AutoFilter.parse(many));
  }
}
