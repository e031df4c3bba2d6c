package org.slirp4j.portfwd.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.Refusal;

/** What the host's error numbers mean inside. */
class HostErrorsTest {
  @ParameterizedTest
  @ValueSource(ints = {Errno.ENETUNREACH, Errno.EADDRNOTAVAIL, Errno.EAFNOSUPPORT})
  void hostWithoutIpv6IsToldAtOnceHoweverItSaysSo(int errno) {
    assertEquals(Refusal.NET_UNREACHABLE, HostErrors.refusal(errno));
    assertEquals(IcmpError.NET_UNREACHABLE, HostErrors.error(errno));
  }
}
