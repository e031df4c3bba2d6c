package org.slirp4j.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.IpAddress;

/** IPv6 addresses as text, and which of an interface's is the one to send from. */
final class Ipv6Test {
  @ParameterizedTest
  @CsvSource({
    "::, ::",
    "::1, ::1",
    "fd00:0::2, fd00::2",
    "2001:DB8::, 2001:db8::",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", // RFC 5952, 4.2.2
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1", // 4.2.3
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "0:0:3::, 0:0:3::",
  })
  void isWrittenAsEverybodyWritesIt(String text, String expected) {
    IpAddress address = Ipv6.parse(text);
    assertNotNull(address);
    assertEquals(expected, Ipv6.text(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1.2.3.4", "::ffff:1.2.3.4", "fe80::1%1", "1:2:3", "::1::", "x::", "[::1]"})
  void refusesWhatIsNone(String text) {
    assertNull(Ipv6.parse(text));
  }

  private static final String LINK_LOCAL = "fe800000000000000000000000000001 02 40 20 80     eth0";
  private static final String TENTATIVE = "20010db8000000000000000000000002 02 40 00 40     eth0";
  private static final String DEPRECATED = "20010db8000000000000000000000003 02 40 00 20     eth0";
  private static final String DUPLICATE = "20010db8000000000000000000000004 02 40 00 48     eth0";
  private static final String TEMPORARY = "20010db8000000000000000000000005 02 40 00 01     eth0";
  private static final String GLOBAL = "20010db8000000000000000000000006 02 40 00 00     eth0";
  private static final String LOCAL = "fd000000000000000000000000000007 02 40 00 80     eth0";
  private static final String OTHER = "20010db8000000000000000000000008 03 40 00 80    eth00";
  private static final String LOOPBACK = "00000000000000000000000000000001 01 80 10 80       lo";

  @Test
  void prefersLastingGlobalAddresses() {
    assertEquals("2001:db8::6", best(LINK_LOCAL, TEMPORARY, LOCAL, GLOBAL, OTHER));
    assertEquals("2001:db8::5", best(LOCAL, TEMPORARY, DEPRECATED));
    assertEquals("fd00::7", best(TENTATIVE, LOCAL, LINK_LOCAL));
  }

  @Test
  void takesNoneThatReachesNobodyOrIsNotItsOwnForSure() {
    assertNull(best(LINK_LOCAL, TENTATIVE, DEPRECATED, DUPLICATE, OTHER, LOOPBACK));
    assertNull(best("", "xx", "20010db8000000000000000000000006"));
  }

  private static @Nullable String best(String... lines) {
    IpAddress best = OutboundAddress6.best(List.of(lines), "eth0");
    return best == null ? null : Ipv6.text(best);
  }
}
