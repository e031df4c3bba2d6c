package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How the receive window follows the rate at which the far end reads. */
class WindowTuningTest {
  // 1024 large buffers, so that the eighth of what is left is more than any window
  private static final String OPEN =
      """
      set receive 4194304 large 1024
      open mss 1460,nop,wscale 7 win 65535
      """;

  private static final int MEGABYTE = 1 << 20;

  /**
   * Lines in which the guest sends from {@code start} until {@code end}, all is taken, and each
   * acknowledgment says {@code rest}.
   */
  private static String stream(int start, int end, double secondsEach, String rest) {
    StringBuilder script = new StringBuilder();
    for (int at = start; at < end; ) {
      int next = Math.min(at + 60_000, end);
      script.append(
          """
          +%s < . %d:%d(%d) ack 1 gso 1460
          +0 data %d
          +0 > . 1:1(0) ack %d %s
          """
              .formatted(secondsEach, at, next, next - at, next - at, next, rest));
      at = next;
    }
    return script.toString();
  }

  @Test
  void itBeginsWithAMegabyte() {
    TcpScript.run(OPEN + stream(1, 60_001, 0, "win 8192")); // by 128
  }

  @Test
  void itDoublesWithEachWindowThatIsTakenWithinASecond() {
    TcpScript.run(
        OPEN
            + stream(1, MEGABYTE, 0.01, "win 8192")
            + stream(MEGABYTE, 3 * MEGABYTE, 0.01, "win 16384")
            + stream(3 * MEGABYTE, 8 * MEGABYTE, 0.01, "win 32768"));
  }

  @Test
  void aSlowReaderKeepsWhatItHas() {
    TcpScript.run(OPEN + stream(1, 3 * MEGABYTE, 0.06, "win 8192"));
  }

  @Test
  void aReaderThatBecameSlowGivesBackButTheEdgeStays() {
    // that no edge moves left is checked of every segment: RFC 9293, SHLD-14
    TcpScript.run(
        OPEN
            + stream(1, MEGABYTE, 0.01, "win 8192")
            + stream(MEGABYTE, MEGABYTE + 60_000, 0.01, "win 16384")
            + stream(MEGABYTE + 60_000, 4 * MEGABYTE + 60_000, 0.3, "")
            + stream(4 * MEGABYTE + 60_000, 5 * MEGABYTE, 0.3, "win 8192"));
  }

  @Test
  void allTogetherTakeNoMoreThanTheBudget() {
    WindowBudget budget = new WindowBudget(100);
    assertEquals(60, budget.take(60));
    assertEquals(40, budget.take(60));
    assertEquals(0, budget.take(1));
    budget.giveBack(70);
    assertEquals(70, budget.leftBytes());
  }
}
