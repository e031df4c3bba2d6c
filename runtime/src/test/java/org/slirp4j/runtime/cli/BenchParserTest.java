package org.slirp4j.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BenchParserTest {
  private static BenchOptions parse(String... words) throws UsageException {
    return Objects.requireNonNull(BenchParser.parse(words, 0));
  }

  @Test
  void measuresEverythingFiveTimesUnlessToldOtherwise() throws UsageException {
    BenchOptions options = parse();
    assertEquals(5, options.rounds());
    assertEquals(1, options.seconds());
    assertEquals(List.of(), options.rivals());
    assertEquals(BenchTable.MEASUREMENTS, options.measurements());
    assertEquals(List.of(1_500, 9_000, 65_520), options.mtus());
    assertEquals("cubic", options.congestion());
  }

  @Test
  void quickIsShortUnlessToldOtherwise() throws UsageException {
    BenchOptions options = parse("-t", "1.5", "--quick");
    assertTrue(options.quick());
    assertEquals(1, options.rounds());
    assertEquals(1.5, options.seconds());
    assertEquals(List.of(1_500, 65_520), options.mtus());
    assertFalse(options.measurements().contains("path"));
    assertFalse(options.measurements().contains("idle"));
    assertEquals(List.of("path"), parse("--quick", "-x", "path").measurements());
  }

  @Test
  void thePathIsTwentyMillisecondsUnlessToldOtherwise() throws UsageException {
    assertEquals(20, parse().delayMillis());
    assertEquals(5, parse().gigabits());
    BenchOptions options = parse("--delay=7.5", "--rate", "0.1");
    assertEquals(7.5, options.delayMillis());
    assertEquals(0.1, options.gigabits());
  }

  @Test
  void takesLists() throws UsageException {
    BenchOptions options = parse("-s", "pasta=/opt/pasta,veth", "-x", "udp,start", "--mtu=1400");
    assertEquals(
        List.of(
            new BenchOptions.Program("pasta", "/opt/pasta"), new BenchOptions.Program("veth", "")),
        options.rivals());
    assertEquals(List.of("udp", "start"), options.measurements());
    assertEquals(List.of(1_400), options.mtus());
  }

  @Test
  void asksForHelp() throws UsageException {
    assertNull(BenchParser.parse(new String[] {"--help"}, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "-r 0         | option '--rounds': 1 to 100, not \"0\"",
        "-r 101       | option '--rounds': 1 to 100, not \"101\"",
        "-r x         | option '--rounds': 1 to 100, not \"x\"",
        "-t 0.05      | option '--seconds': 0.1 to 60 seconds, not \"0.05\"",
        "-t NaN       | option '--seconds': 0.1 to 60 seconds, not \"NaN\"",
        "-s gvisor    | option '--rivals': \"gvisor\" is none of slirp4j, slirp4netns, pasta,"
            + " rootlesskit, veth",
        "-s veth,veth | option '--rivals': \"veth\" is there twice",
        "-s veth=/x   | option '--rivals': veth is no program",
        "-s pasta=    | option '--rivals': pasta= needs the path of a program",
        "-x speed     | option '--measurements': \"speed\" is none of throughput, path, forward, udp,"
            + " latency, connections, idle, start, memory",
        "--delay 0.5  | option '--delay': 1 to 1000 milliseconds, not \"0.5\"",
        "--delay 20ms | option '--delay': 1 to 1000 milliseconds, not \"20ms\"",
        "--rate 0     | option '--rate': 0.01 to 20 Gbit/s, not \"0\"",
        "--rate 30    | option '--rate': 0.01 to 20 Gbit/s, not \"30\"",
        "--delay=120  | option '--rate': at most 3.33 Gbit/s with a --delay of 120 milliseconds",
        "--delay=1000 --rate=1 | option '--rate': at most 0.4 Gbit/s with a --delay of 1000"
            + " milliseconds",
        "--mtu 1500,  | option '--mtu': 576 to 65520, not \"\"",
        "--mtu 70000  | option '--mtu': 576 to 65520, not \"70000\"",
        "--generator=netperf | option '--generator': \"netperf\" is none of auto, iperf3, own",
        "--generator=iperf3 -t 0.5 | option '--generator': iperf3 needs whole --seconds, as in 1 or"
            + " 2",
        "--json=a --html=a | option '--json', '--html', '--markdown': \"a\" is there twice",
        "quick        | bench takes options only, and \"quick\" is none",
      })
  void saysWhatIsWrongAndWhatIsRight(String line, String message) {
    UsageException failure = assertThrows(UsageException.class, () -> parse(line.split(" ", -1)));
    assertEquals(message, failure.getMessage());
  }
}
