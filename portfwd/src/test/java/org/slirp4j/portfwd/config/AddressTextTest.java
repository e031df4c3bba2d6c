package org.slirp4j.portfwd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.IpAddress;

/** Addresses as people write them. */
final class AddressTextTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "10.0.2.100, 10.0.2.100",
    "::, ::",
    "::1, ::1",
    "fd00::64, fd00::64",
    "FD00:0:0:0:0:0:0:64, fd00::64",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", // RFC 5952, 4.2.2: one group is not shortened
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1", // 4.2.3: the longest run
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1", // 4.2.3: the first of equal ones
    "1::, 1::",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "::ffff:127.0.0.1, 127.0.0.1",
  })
  void readsAndWrites(String text, String written) {
    IpAddress address = AddressText.parse(text);
    assertEquals(written, address == null ? "none" : AddressText.of(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.-4",
        "1.2.3.04",
        "1.2.3.4 ",
        "1..3.4",
        "0x7f.0.0.1",
        "١.٢.٣.٤",
        "localhost",
        ":",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "1:2:3:4::5:6:7:8",
        "12345::",
        "g::",
        "fe80::1%eth0",
        "[::1]",
        "::1.2.3",
        "1.2.3.4::",
      })
  void takesNothingElse(String text) {
    assertNull(AddressText.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 10.0.0.1:80", "::, [::]:80"})
  void writesPorts(String text, String written) {
    IpAddress address = AddressText.parse(text);
    assertEquals(written, address == null ? "none" : AddressText.of(address, 80));
  }
}
