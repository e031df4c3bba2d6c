package org.slirp4j.runtime.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.cli.Slirp4netnsOptions;
import org.slirp4j.runtime.cli.Slirp4netnsParser;
import org.slirp4j.runtime.cli.UsageException;

/** What callers keep in their logs. */
final class StartLinesTest {
  @Test
  void tellsTheDefaults() throws UsageException {
    assertEquals(
        """
        Starting slirp
        * MTU:             1500
        * Network:         10.0.2.0
        * Netmask:         255.255.255.0
        * Gateway:         10.0.2.2
        * DNS:             10.0.2.3
        * DHCP begin:      10.0.2.15
        * DHCP end:        10.0.2.30
        * Recommended IP:  10.0.2.100
        WARNING: 127.0.0.1:* on the host is accessible as 10.0.2.2 \
        (set --disable-host-loopback to prohibit connecting to 127.0.0.1:*)
        """,
        lines("1", "tap0"));
  }

  @Test
  void tellsWhatWasAskedFor() throws UsageException {
    assertEquals(
        """
        Starting slirp
        * MTU:             65520
        * Network:         10.7.0.0
        * Netmask:         255.255.255.128
        * Gateway:         10.7.0.2
        * DNS:             10.7.0.3
        * DHCP begin:      10.7.0.15
        * DHCP end:        10.7.0.30
        * Recommended IP:  10.7.0.100
        * Outbound IPv4:    127.0.0.1
        * Outbound IPv6:    ::1
        * MAC address:     00:11:22:33:44:55
        """,
        lines(
            "-c",
            "-m65520",
            "--cidr=10.7.0.0/25",
            "--outbound-addr=127.0.0.1",
            "--outbound-addr6=::1",
            "--macaddress=00:11:22:33:44:55",
            "--disable-host-loopback",
            "1",
            "tap0"));
  }

  private static String lines(String... words) throws UsageException {
    return StartLines.of(
        assertInstanceOf(Slirp4netnsOptions.class, Slirp4netnsParser.parse(words, 0)));
  }
}
