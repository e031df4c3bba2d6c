package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How a connection that the guest opens comes to be, once the far end is there: checklist 1a.4,
 * 1a.6, 2 (what is agreed on); RFC 9293, MUST-4 to MUST-7, MUST-15, MUST-16, MUST-64 to MUST-67.
 */
class HandshakeTest {
  @Test
  void allOptionsAreAgreedOn() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460,sackOK,TS val 100,nop,wscale 7>
        +0     dialled
        +0.05  accept
        +0     > S. 0:0(0) ack 1 win 65535 <mss 1460,wscale 4,sackOK,TS ecr 100>
        +0.01  < .  1:1(0) ack 1 win 512 <TS val 110>
        +0     established
        +0     write 10
        +0     > P. 1:11(10) ack 1 win 32768 <TS ecr 110>
        """);
  }

  @Test
  void withoutOptionsSegmentsAreSmallAndWindowsUnscaled() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 1000
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 win 65535 <mss 1460>
        +0     < .  1:1(0) ack 1 win 2000
        +0     established
        +0     write 1500
        +0     > P. 1:1501(1500) ack 1 win 65535 gso 536 <>
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mss 1460                      | mss 1460",
        "mss 1460,sackOK               | mss 1460,sackOK",
        "mss 1460,nop,wscale 0         | mss 1460,wscale 4",
        "mss 1460,TS val 7             | mss 1460,TS ecr 7",
        "sackOK,TS val 7,wscale 2      | mss 1460,wscale 4,sackOK,TS ecr 7",
        "wscale 14,TS val 0            | mss 1460,wscale 4,TS ecr 0",
        "raw fe 04 aa bb,sackOK        | mss 1460,sackOK",
      })
  void onlyWhatTheGuestOffersIsAnswered(String offered, String answered) {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <%s>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 win 65535 <%s>
        +0     < .  1:1(0) ack 1 win 512
        +0     established
        """
            .formatted(offered, answered));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"raw 02", "raw 02 00", "raw 02 01", "raw 02 ff 05 b4", "raw 03", "raw 00 02 04"})
  void brokenOptionsAreWhereReadingEnds(String broken) {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <sackOK,%s>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK>
        """
            .formatted(broken));
  }

  @ParameterizedTest
  @CsvSource({
    "1500, mss 9000, 1460",
    "1500, mss 1460, 1460",
    "1500, mss 400, 400",
    "1500, mss 1, 48",
    "1500, mss 0, 536",
    "576, mss 1460, 536",
    "68, mss 1460, 28",
    "65520, mss 65480, 65480",
  })
  void segmentsFitTheGuestAndThePath(int mtu, String offered, int size) {
    TcpScript.run(
        """
        set mtu %1$d offload checksum
        open %2$s win 65535
        +0     write %3$d
        +0     > .  1:%3$d(%4$d) ack 1
        +0     > P. %3$d:%5$d(1) ack 1
        """
            .formatted(mtu, offered, size + 1, size, size + 2));
  }

  @Test
  void tinySegmentsStillCarryTextBesideTimestampsAndSack() {
    TcpScript.run(
        """
        set mtu 68 offload none
        open mss 28,sackOK,TS win 65535
        +0     < .  11:21(10) ack 1          # a gap
        +0     > .  1:1(0) ack 1             # there is no place for a SACK block
        +0     write 20
        +0     > .  1:17(16) ack 1
        +0     > P. 17:21(4) ack 1
        """);
    TcpScript.run(
        """
        set offload none
        open mss 48,sackOK,TS win 65535
        +0     < .  11:21(10) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 11:21>
        +0     < .  31:41(10) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 31:41 11:21>
        +0     < .  51:61(10) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 51:61 31:41 11:21>
        +0     write 20
        +0     > .  1:9(8) ack 1 <TS,sack 51:61 31:41 11:21>
        +0     > .  9:17(8) ack 1 <TS,sack 51:61 31:41 11:21>
        +0     > P. 17:21(4) ack 1 <TS,sack 51:61 31:41 11:21>
        """);
  }

  @Test
  void textInASynIsNotTaken() {
    TcpScript.run(
        """
        +0     < S  0:100(100) win 64240 <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +0     < P. 1:101(100) ack 1
        +0     established
        +0     data 100
        +0.01  > .  1:1(0) ack 101
        """);
  }

  @Test
  void textMayComeWithTheLastAcknowledgment() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +0     < FP. 1:101(100) ack 1
        +0     established
        +0     data 100
        +0     end
        +0     > .  1:1(0) ack 102
        """);
  }

  @Test
  void anAcknowledgmentOfWhatWasNotSentIsReset() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +0     < .  1:1(0) ack 500
        +0     > R  500:500(0)
        +0     < .  1:1(0) ack 0
        +0     > R  0:0(0)
        +0     < .  1:1(0) ack 1
        +0     established
        """);
  }

  @Test
  void aSynOnceMoreIsAnsweredOnceMore() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460,TS val 100>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460,TS ecr 100>
        +0.5   < S  0:0(0) win 64240 <mss 1460,TS val 600>
        +0     > S. 0:0(0) ack 1 <mss 1460,TS ecr 600>
        +0.01  < .  1:1(0) ack 1
        +0     established
        """);
  }

  @Test
  void aLostAnswerIsSentAgainAndTheTimeOutIsThreeSecondsThen() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +1     > S. 0:0(0) ack 1 <mss 1460>
        +2     > S. 0:0(0) ack 1 <mss 1460>
        +0.1   < .  1:1(0) ack 1
        +0     established
        +0     write 10
        +0     > P. 1:11(10) ack 1
        +3     > P. 1:11(10) ack 1
        """);
  }

  @Test
  void anAnswerThatTheDeviceHeldUpIsNotSentWhenItIsNotNeededAnyMore() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +0.9   device 0
        +0.2   < .  1:1(0) ack 1
        +0     established
        +0     device all
        """);
  }

  @Test
  void aGuestThatSaysNoMoreIsGivenUpAfterThreeMinutes() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +1     > S. 0:0(0) ack 1 <mss 1460>
        +2     > S. 0:0(0) ack 1 <mss 1460>
        +4     > S. 0:0(0) ack 1 <mss 1460>
        +8     > S. 0:0(0) ack 1 <mss 1460>
        +16    > S. 0:0(0) ack 1 <mss 1460>
        +32    > S. 0:0(0) ack 1 <mss 1460>
        +60    > S. 0:0(0) ack 1 <mss 1460>
        +60    > R. 1:1(0) ack 1
        +0     reset
        """);
  }

  @Test
  void theGuestMayChangeItsMindBeforeTheHandshakeIsOver() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +0     < R  5:5(0)                       # not exact: might be anybody's
        +0     > .  1:1(0) ack 1
        +0     < R  1:1(0)
        +0     reset
        +0     < .  1:1(0) ack 1
        +0     > R  1:1(0)
        """);
  }

  @Test
  void whatTheRelaySaysBeforeTheHandshakeIsOverIsDoneAfterIt() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0     fill 0                            # no room yet, but it will be told
        +0     shutdown
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +0     < .  1:1(0) ack 1
        +0     established
        +0     > F. 1:1(0) ack 1
        +0     < .  1:1(0) ack 2
        +0     < F. 1:1(0) ack 2
        +0     end
        +0     closed
        +0     > .  2:2(0) ack 2
        """);
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +0     fill 0
        +0     < .  1:1(0) ack 1
        +0     established
        +0     room
        """);
  }

  @Test
  void numbersMayWrapAroundFromTheFirstByte() {
    TcpScript.run(
        """
        set isn -1
        open
        +0     < P. 1:1001(1000) ack 1
        +0     data 1000
        +0.01  > .  1:1(0) ack 1001
        """);
  }
}
