package org.slirp4j.runtime.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IperfJsonTest {
  /** Of iperf3 3.12, shortened: -t 2 -O 1. */
  private static final String RUN =
      """
      {"start": {"version": "iperf 3.12"},
       "intervals": [
        {"streams": [], "sum": {"bytes": 1000, "bits_per_second": 1, "omitted": true}},
        {"streams": [], "sum": {"bytes": 4000, "bits_per_second": 1, "omitted": false}},
        {"streams": [], "sum": {"bytes": 5000, "bits_per_second": 1, "omitted": false}}],
       "end": {"sum_sent": {"bits_per_second": 9.0e9},
               "sum_received": {"bytes": 9000, "bits_per_second": 8.5e9}}}
      """;

  @Test
  void takesTheReceiversRateAndAllBytes() throws IOException {
    assertEquals(new IperfJson(8.5, 10_000), IperfJson.parse(RUN));
  }

  @Test
  void tellsWhatIperfSays() {
    String text = "{\"start\": {}, \"error\": \"unable to connect to server\"}";
    IOException failure = assertThrows(IOException.class, () -> IperfJson.parse(text));
    assertEquals("iperf3: unable to connect to server", failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "iperf3: error",
        "{\"end\": {}}",
        "{\"end\": {\"sum_received\": {\"bits_per_second\": 1}}}",
        "{\"end\": {\"sum_received\": {\"bits_per_second\": \"many\"}}, \"intervals\": []}",
        "{\"end\": {\"sum_received\": {\"bits_per_second\": 1}}, \"intervals\": [7]}",
      })
  void refusesWhatIsNoResult(String text) {
    assertThrows(IOException.class, () -> IperfJson.parse(text));
  }
}
