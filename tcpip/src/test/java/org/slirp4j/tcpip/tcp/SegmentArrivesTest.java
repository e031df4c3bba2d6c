package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9293, 3.10.7.4, step by step; checklist 1a, whose numbers the tests name. */
class SegmentArrivesTest {
  private static final String ZERO_WINDOW =
      """
      set receive 4000
      open mss 1460 win 65535
      +0     taking 0
      +0     < .  1:4001(4000) ack 1 gso 1460
      +0     > .  1:1(0) ack 4001 win 0
      """;

  private static final String HALF_OPEN =
      """
      +0     < S  0:0(0) win 64240 <mss 1460>
      +0     dialled
      +0     accept
      +0     > S. 0:0(0) ack 1 <mss 1460>
      """;

  // 1a.1: table 6, no text and a window: RCV.NXT =< SEG.SEQ < RCV.NXT+RCV.WND
  @ParameterizedTest
  @CsvSource({"1, true", "65535, true", "0, false", "65536, false", "-1, false"})
  void withoutTextTheNumberIsInTheWindow(int number, boolean acceptable) {
    String ack = "+0 < . %1$d:%1$d(0) ack 101\n".formatted(number);
    TcpScript.run(
        """
        set receive 65535
        open mss 1460 win 65535
        +0     write 100
        +0     > P. 1:101(100) ack 1
        """
            + ack
            + (acceptable ? "+1 wait\n" : "+0 > . 101:101(0) ack 1\n+0.19 < . 1:1(0) ack 101\n"));
  }

  // 1a.1: table 6, text and a window: its first or its last number is in it
  @ParameterizedTest
  @CsvSource({"-9, false", "-8, true", "1, true", "4000, true", "4001, false"})
  void ofTextSomeIsInTheWindow(int start, boolean acceptable) {
    TcpScript.run(
        """
        set receive 4000
        open mss 1460 win 65535
        +0     < .  %d:%d(10) ack 1
        """
                .formatted(start, start + 10)
            + switch (start) {
              case -8 -> "+0 data 1\n+0 > . 1:1(0) ack 2\n";
              case 1 -> "+0 data 10\n+0.01 > . 1:1(0) ack 11\n";
              default -> "+0 > . 1:1(0) ack 1\n";
            }
            + "+0 drops UNACCEPTABLE_SEGMENT %d\n".formatted(acceptable ? 0 : 1));
  }

  // 1a.1: table 6, no window: SEG.SEQ = RCV.NXT without text; with text nothing is, but MUST-66
  @Test
  void withoutAWindowOnlyTheNextNumberIsAcceptable() {
    TcpScript.run(
        ZERO_WINDOW
            + """
            +0     < .  4001:4001(0) ack 1
            +0     drops UNACCEPTABLE_SEGMENT 0
            +0     < .  4002:4002(0) ack 1
            +0     > .  1:1(0) ack 4001 win 0
            +0.2   < .  4000:4000(0) ack 1
            +0     > .  1:1(0) ack 4001 win 0
            +0     drops UNACCEPTABLE_SEGMENT 2
            +0.2   < .  4001:4011(10) ack 1                  # its text is not taken
            +0     > .  1:1(0) ack 4001 win 0
            """);
  }

  // 1a.2
  @Test
  void whatIsOldIsCutInFrontAndWhatIsBeyondTheWindowBehind() {
    TcpScript.run(
        """
        set receive 4000
        open mss 1460 win 65535
        +0     taking 0
        +0     < P. 1:1001(1000) ack 1
        +0.01  > .  1:1(0) ack 1001 win 3000
        +0     < P. 501:5001(4500) ack 1 gso 1460
        +0     > .  1:1(0) ack 4001 win 0
        +0     taking all
        +0     resume
        +0     data 4000
        +0     > .  1:1(0) ack 4001 win 4000
        """);
  }

  // 1a.3: RFC 5961, 3.2
  @ParameterizedTest
  @ValueSource(strings = {"established", "close-wait", "fin-wait-2", "last-ack"})
  void aResetCountsWhenItsNumberIsTheNextOne(String state) {
    int next = state.equals("close-wait") || state.equals("last-ack") ? 2 : 1;
    String ack =
        switch (state) {
          case "established", "close-wait" -> "1:1(0) ack " + next;
          default -> "2:2(0) ack " + next;
        };
    TcpScript.run(
        "open\n"
            + switch (state) {
              case "close-wait" -> "+0 < F. 1:1(0) ack 1\n+0 end\n+0 > . 1:1(0) ack 2\n";
              case "fin-wait-2" -> "+0 shutdown\n+0 > F. 1:1(0) ack 1\n+0 < . 1:1(0) ack 2\n";
              case "last-ack" ->
                  """
                  +0 < F. 1:1(0) ack 1
                  +0 end
                  +0 > . 1:1(0) ack 2
                  +0 shutdown
                  +0 > F. 1:1(0) ack 2
                  """;
              default -> "";
            }
            + """
            +0     < R  %1$d:%1$d(0)
            +0     < R  %2$d:%2$d(0)
            +0     > .  %3$s
            +0     < R  %4$d:%4$d(0)
            +0     reset
            """
                .formatted(next - 1, next + 1, ack, next));
  }

  // 1a.3: RFC 9293, MUST-66
  @Test
  void aResetCountsWithoutAWindow() {
    TcpScript.run(ZERO_WINDOW + "+0 < R 4001:4001(0)\n+0 reset\n");
  }

  // 1a.4: RFC 5961, 4.2; a SYN of the same number while the handshake goes on is HandshakeTest's
  @Test
  void aSynInAnOpenConnectionIsChallengedWhateverItsNumber() {
    for (int number : new int[] {0, 1, 77, 900_000}) {
      TcpScript.run("open\n+0 < S %1$d:%1$d(0)\n+0 > . 1:1(0) ack 1\n".formatted(number));
    }
  }

  // 1a.4: another SYN of the same ports; the guest answers the challenge with a reset, and is free
  @Test
  void anotherSynWhileTheHandshakeGoesOnIsChallenged() {
    TcpScript.run(
        HALF_OPEN
            + """
            +0.5   < S  7000:7000(0) <mss 1460>
            +0     > .  1:1(0) ack 1
            +0     < R  1:1(0)
            +0     reset
            +0.5   < S  7000:7000(0) <mss 1460>
            +0     dialled
            """);
  }

  // 1a.5: RFC 5961, 5.2
  @ParameterizedTest
  @CsvSource({"101, false", "102, true", "-64000, false", "-66000, true"})
  void anAcknowledgmentOutsideWhatWasSentIsAnswered(int number, boolean answered) {
    TcpScript.run(
        """
        open mss 1460 win 65535
        +0     write 100
        +0     > P. 1:101(100) ack 1
        +0     < .  1:1(0) ack %d
        %s
        +0     < .  1:1(0) ack 101
        """
            .formatted(number, answered ? "+0 > . 101:101(0) ack 1" : ""));
  }

  // 1a.5
  @Test
  void withoutAcknowledgmentNothingIsTaken() {
    TcpScript.run("open\n+0 < P 1:11(10)\n+0 < F 1:1(0)\n+0 < - 1:11(10)\n+1 wait\n");
  }

  // 1a.6
  @Test
  void anAcknowledgmentOfAnotherSynIsResetAndTheHandshakeGoesOn() {
    TcpScript.run(
        HALF_OPEN
            + """
            +0     < .  1:1(0) ack 2
            +0     > R  2:2(0) <>
            +0     < .  1:1(0) ack 1
            +0     established
            """);
  }

  // 1a.7: SND.WL1, SND.WL2
  @Test
  void anOlderSegmentDoesNotChangeTheWindow() {
    TcpScript.run(
        """
        open mss 1460 win 200
        +0     < .  101:111(10) ack 1 win 100
        +0     > .  1:1(0) ack 1
        +0     < .  51:61(10) ack 1 win 65535                # sent before that one
        +0     > .  1:1(0) ack 1
        +0     write 1000
        +0     > .  1:101(100) ack 1
        +0     < .  111:111(0) ack 51 win 200                # the newest
        +0     > .  101:251(150) ack 1
        +0     < .  111:111(0) ack 1 win 65535               # as new, but knows less
        +0.19  < .  111:111(0) ack 251 win 0
        """);
  }

  // 1a.9
  @Test
  void finOfBothInOneSegmentEachEndsBothStreams() {
    TcpScript.run(
        """
        open
        +0     shutdown
        +0     > F. 1:1(0) ack 1
        +0     < FP. 1:11(10) ack 2                          # FIN-WAIT-1 to TIME-WAIT at once
        +0     data 10
        +0     end
        +0     closed
        +0     > .  2:2(0) ack 12
        """);
  }

  // 1a.9
  @Test
  void textAfterTheGuestsFinIsIgnored() {
    TcpScript.run(
        """
        open
        +0     < F. 1:1(0) ack 1
        +0     end
        +0     > .  1:1(0) ack 2
        +0     < P. 2:12(10) ack 1
        +1     write 10
        +0     > P. 1:11(10) ack 2
        """);
  }

  // Sixth step; RFC 9293, MUST-31: urgent text is text, in its place, however it is pointed at
  @Test
  void urgentTextStaysInLineEvenWhenItComesEarly() {
    TcpScript.run(
        """
        open
        +0     < PU. 11:21(10) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 11:21>
        +0     < U. 1:11(10) ack 1
        +0     data 20
        +0     > .  1:1(0) ack 21
        """);
  }

  // RFC 9293, MUST-66
  @Test
  void anUrgentSegmentWithoutAWindowIsNotLostForItsAcknowledgment() {
    TcpScript.run(
        ZERO_WINDOW
            + """
            +0     write 100
            +0     > P. 1:101(100) ack 4001 win 0
            +0     < U. 4001:4001(0) ack 101
            +0     < PU. 4001:4002(1) ack 101                # a byte that there is no room for
            +0     > .  101:101(0) ack 4001 win 0
            +1     taking all
            +0     resume
            +0     data 4000
            +0     > .  101:101(0) ack 4001 win 4000
            +0     < PU. 4001:4002(1) ack 101
            +0     data 1
            +0.01  > .  101:101(0) ack 4002
            """);
  }

  // RFC 7323, 2.3
  @Test
  void aWindowShiftBeyondFourteenIsFourteen() {
    TcpScript.run(
        """
        open mss 1460,nop,wscale 15 win 1
        +0     write 14600
        +0     > P. 1:14601(14600) ack 1 gso 1460
        +0     < .  1:1(0) ack 14601 win 1
        +0     write 20000
        +0     > .  14601:30661(16060) ack 1 gso 1460
        """);
  }

  // RFC 7323, 3.2
  @Test
  void aResetCarriesNoTimestamp() {
    TcpScript.run("open\n+0 abort\n+0 > R. 1:1(0) ack 1 <>\n");
  }

  // RFC 7323, 4.3: only what begins at or before the last acknowledgment sent
  @Test
  void theTimestampOfWhatCameEarlyIsNotEchoed() {
    TcpScript.run(
        """
        open
        +0     < .  1001:2001(1000) ack 1 <TS val 900>
        +0     > .  1:1(0) ack 1 <TS ecr 100,sack 1001:2001>
        +0     < .  1:1001(1000) ack 1 <TS val 800>
        +0     data 2000
        +0     > .  1:1(0) ack 2001 <TS ecr 800>
        """);
  }

  // gVisor #11536
  @Test
  void anAcknowledgmentWithoutTimestampCounts() {
    TcpScript.run(
        """
        open
        +0     write 100
        +0     > P. 1:101(100) ack 1
        +0     < .  1:1(0) ack 101 <>
        +1     wait
        """);
  }
}
