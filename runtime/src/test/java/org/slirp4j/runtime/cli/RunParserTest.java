package org.slirp4j.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slirp4j.tcpip.IpAddress;

/** The command line of {@code slirp4j run}. */
final class RunParserTest {
  @Test
  void hasDefaults() throws UsageException {
    List<String> command = List.of("sh", "-c", "exit");
    RunOptions expected = RunOptions.of(command, 65_520);
    assertEquals(expected, parse("sh -c exit"));
    assertEquals(expected, parse("-- sh -c exit"));
  }

  @Test
  void takesEveryOption() throws UsageException {
    IpAddress fd12 = new IpAddress(0xfd12L << 48, 0);
    RunOptions expected =
        new RunOptions(
            List.of("-x", "--plain"),
            new NetworkOptions(
                1500, new Cidr(10 << 24, 8), new Cidr6(fd12), false, false, 0x7f000001, null),
            PortOptions.NONE,
            false,
            "frames.txt",
            true,
            true);
    assertEquals(
        expected,
        parse(
            "-m 1500 --cidr 10.0.0.0/8 --cidr6 fd12::/64 --disable-host-loopback --disable-dns --plain --stats"
                + " --outbound-addr=127.0.0.1 --trace=frames.txt --source-address=fast -- -x --plain"));
  }

  @Test
  void tracesToStandardErrorUnlessTold() throws UsageException {
    RunOptions options = parse("--trace true");
    assertEquals("", options == null ? null : options.trace());
  }

  @Test
  void takesPorts() throws UsageException {
    RunOptions options = parse("-p 8080:80 --publish=5353/udp -R 5432 --auto=8000-9000,!8080 true");
    PortOptions ports = options == null ? PortOptions.NONE : options.ports();
    assertEquals("[8080:80/tcp, 5353:5353/udp]", ports.publish().toString());
    assertEquals("[5432:5432/tcp]", ports.reverse().toString());
    assertEquals("8000-9000,!8080", String.valueOf(ports.auto()));
    RunOptions plain = parse("--auto true");
    assertEquals("", plain == null ? null : String.valueOf(plain.ports().auto()));
  }

  @Test
  void showsHelp() throws UsageException {
    assertNull(parse("--stats --help sh"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--stats     | run: a COMMAND is needed: slirp4j run [OPTION]... -- COMMAND...",
        "--          | run: a COMMAND is needed: slirp4j run [OPTION]... -- COMMAND...",
        "--foo sh    | slirp4j: unrecognized option '--foo' (see slirp4j --help)",
        "-m 1 sh     | MTU 1: no interface carries IPv4 under 68; use 1500 or 65520",
        "--cidr=x sh | invalid CIDR: x: A.B.C.D/N is expected",
        "--cidr6=fd00:: sh | invalid IPv6 CIDR: fd00::: PREFIX/64 is expected, like fd00::/64",
        "--cidr6=10.0.2.0/24 sh"
            + " | invalid IPv6 CIDR: 10.0.2.0/24: PREFIX/64 is expected, like fd00::/64",
        "--cidr6=fd00::/48 sh | invalid IPv6 CIDR: fd00::/48: the prefix length needs to be 64",
        "--cidr6=fd00::2/64 sh"
            + " | invalid IPv6 CIDR: fd00::2/64: a network address is needed: fd00::/64",
        "--cidr6=fe80::/64 sh"
            + " | invalid IPv6 CIDR: fe80::/64: no host can have a global address of it",
        "--cidr6=ff0e::/64 sh"
            + " | invalid IPv6 CIDR: ff0e::/64: no host can have a global address of it",
        "--cidr6=::/64 sh | invalid IPv6 CIDR: ::/64: no host can have a global address of it",
        "-p 80:x sh | --publish: \"80:x\": a port is missing after \"x\", as in x:8080",
        "-R 0:0 sh | --reverse: \"0:0\": say which port inside, as in 0:80: there 0 is none",
        "--auto=x sh | --auto: auto filter: \"x\": PORT or FIRST-LAST is expected, of 1 to 65535",
        "-m 1000 --cidr6=fd00::/64 sh | MTU 1000 is too small for IPv6, which needs 1280",
      })
  void refuses(String line, String text) {
    UsageException e = assertThrows(UsageException.class, () -> parse(line));
    assertEquals(text, e.getMessage());
  }

  private static @Nullable RunOptions parse(String line) throws UsageException {
    return RunParser.parse(line.split(" ", -1), 0);
  }
}
