package org.slirp4j.runtime.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.IpAddress;

class FlowLinesTest {
  private final List<String> lines = new ArrayList<>();
  private final FlowLines log = new FlowLines("web: ", lines::add);

  @Test
  void aLineHasNumberStateAndBothEnds() {
    log.onEvent(flow("SYN-RECEIVED"), "was DIALLING");
    assertEquals(
        List.of("web: flow 17 SYN-RECEIVED 10.0.2.100:43512 -> 93.184.216.34:443: was DIALLING"),
        lines);
  }

  @Test
  void theLastLineTellsWhatItWasAllFor() {
    log.onEvent(flow("CLOSED"), "over, was LAST-ACK");
    assertEquals(
        "web: flow 17 CLOSED 10.0.2.100:43512 -> 93.184.216.34:443: over, was LAST-ACK,"
            + " 300 bytes out, 4000 bytes in, after 5 ms",
        lines.getFirst());
  }

  @Test
  void onlyAOneWishesForLines() {
    assertTrue(FlowLines.areWanted(Map.of("SLIRP4J_LOG_FLOWS", "1")));
    assertFalse(FlowLines.areWanted(Map.of("SLIRP4J_LOG_FLOWS", "0")));
    assertFalse(FlowLines.areWanted(Map.of()));
  }

  private static FlowInfo flow(String state) {
    return new FlowInfo(
        17,
        FlowInfo.Protocol.TCP,
        state,
        IpAddress.v4(0x0a00_0264),
        43_512,
        IpAddress.v4(0x5db8_d822),
        443,
        5_000_000,
        300,
        4_000);
  }
}
