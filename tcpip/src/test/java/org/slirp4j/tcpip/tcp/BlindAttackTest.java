package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Segments of somebody who does not know the connection, or knows it from long ago: checklist 8,
 * 1a.3 to 1a.5, 1a.10, 1a.11; RFC 7323, 5 (PAWS).
 */
class BlindAttackTest {
  @Test
  void onlyAnExactResetCounts() {
    TcpScript.run(
        """
        open
        +0     < R  2:2(0)                                   # in the window: RFC 5961, 3.2
        +0     > .  1:1(0) ack 1
        +0.2   < R  -1:-1(0)                                 # outside of it
        +0.2   < R  600000:600000(0)
        +0.2   < R  -4:6(10)                                 # text would reach the window
        +0     > .  1:1(0) ack 1
        +0.2   < R  1:1(0)
        +0     reset
        """);
  }

  @Test
  void aSynIsChallenged() {
    TcpScript.run(
        """
        open
        +0     < S  100:100(0)
        +0     > .  1:1(0) ack 1
        +0.2   < S  0:0(0)                                   # the old one, late
        +0     > .  1:1(0) ack 1
        +0.2   < S. 900000:900000(0) ack 1
        +0     > .  1:1(0) ack 1
        +0.2   < SP. -5:6(11) ack 1                          # text would reach the window
        +0     > .  1:1(0) ack 1
        """);
  }

  @Test
  void challengesAreRare() {
    TcpScript.run(
        """
        open
        +0     < R  2:2(0)
        +0     > .  1:1(0) ack 1
        +0.05  < R  3:3(0)
        +0.04  < S  4:4(0)
        +0.02  < R  5:5(0)
        +0     > .  1:1(0) ack 1
        """);
  }

  @Test
  void challengesOfOneConnectionTellNothingAboutAnother() {
    // CVE-2016-5696: with one bound for all, whoever uses it up sees who was challenged before
    TcpScript.run(
        """
        +0     @1 < S  0:0(0) <mss 1460>
        +0     @1 dialled
        +0     @1 accept
        +0     @1 > S. 0:0(0) ack 1 <mss 1460>
        +0     @1 < .  1:1(0) ack 1
        +0     @1 established
        +0     @2 < S  0:0(0) <mss 1460>
        +0     @2 dialled
        +0     @2 accept
        +0     @2 > S. 0:0(0) ack 1 <mss 1460>
        +0     @2 < .  1:1(0) ack 1
        +0     @2 established
        +0     @1 < R  2:2(0)
        +0     @1 > .  1:1(0) ack 1
        +0     @1 < R  2:2(0)                                # one in a tenth of a second
        +0     @2 < R  2:2(0)
        +0     @2 > .  1:1(0) ack 1
        """);
  }

  @Test
  void twoEndsThatDisagreeDoNotAnswerEachOtherForEver() {
    // an acknowledgment outside the window is answered, but no more often than a challenge
    TcpScript.run(
        """
        open
        +0     < .  700000:700000(0) ack 1
        +0     > .  1:1(0) ack 1
        +0     < .  700000:700000(0) ack 1
        +0.05  < .  0:0(0) ack 1
        +0     < .  1:1(0) ack 70000
        +0.06  < .  700000:700000(0) ack 1
        +0     > .  1:1(0) ack 1
        """);
  }

  @Test
  void anAcknowledgmentOfWhatWasNeverSentTakesItsTextAlong() {
    TcpScript.run(
        """
        open
        +0     < P. 1:11(10) ack 5000
        +0     > .  1:1(0) ack 1
        +0.2   < P. 1:11(10) ack -70000                      # older than any window: RFC 5961, 5.2
        +0     > .  1:1(0) ack 1
        +0     < P. 1:11(10) ack -60000                      # old, but may be
        +0     data 10
        +0.01  > .  1:1(0) ack 11
        """);
  }

  @Test
  void whatIsOlderThanTheLastTimestampIsAcknowledgedAndDropped() {
    TcpScript.run(
        """
        set idle 0
        open
        +0     < P. 1:11(10) ack 1 <TS val 1000>
        +0     data 10
        +0.01  > .  1:1(0) ack 11 <TS ecr 1000>
        +0     < P. 11:21(10) ack 1 <TS val 999>             # RFC 7323, 5.3
        +0     > .  1:1(0) ack 11 <TS ecr 1000>
        +0     < P. 11:21(10) ack 1 <TS val 1000>
        +0     data 10
        +0.01  > .  1:1(0) ack 21 <TS ecr 1000>
        +2160000 < P. 21:31(10) ack 1 <TS val 5>             # 25 days later: RFC 7323, 5.5
        +0     data 10
        +0.01  > .  1:1(0) ack 31 <TS ecr 5>
        +0     < P. 31:41(10) ack 1 <TS val 4>               # from there it counts anew
        +0     > .  1:1(0) ack 31 <TS ecr 5>
        +0     < R  31:31(0) <TS val 1>                      # a reset needs no timestamp
        +0     reset
        """);
  }

  @Test
  void whatLiesOutsideTheWindowIsAcknowledgedAndDropped() {
    TcpScript.run(
        """
        open
        +0     < P. 524289:524299(10) ack 1
        +0     > .  1:1(0) ack 1
        +0     < P. -9:1(10) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack -9:1>
        +0     drops UNACCEPTABLE_SEGMENT 2
        +0     < P. 524288:524298(10) ack 1                  # one byte of it is inside
        +0     > .  1:1(0) ack 1 <TS,sack 524288:524289>
        """);
  }

  @Test
  void keepAliveProbesAreAnswered() {
    TcpScript.run(
        """
        open
        +7200  < .  0:0(0) ack 1
        +0     > .  1:1(0) ack 1
        +75    < .  0:1(1) ack 1                             # with a byte of garbage
        +0     > .  1:1(0) ack 1 <TS,sack 0:1>
        """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "SF", "SR", "SFR", "FPU", "F", "P", "U", "R", "R.", "FR."})
  void whatMakesNoSenseMakesNoConnection(String flags) {
    TcpScript.run(
        """
        +0     < %s 0:0(0) %s
        +0     drops NO_CONNECTION 1
        +0     < S  0:0(0)
        +0     dialled
        """
            .formatted(flags, flags.contains(".") ? "ack 1" : ""));
  }

  @Test
  void strayAcknowledgmentsAreReset() {
    TcpScript.run(
        """
        +0     < .  5:5(0) ack 77
        +0     > R  77:77(0)
        +0     < F. 5:5(0) ack 77
        +0     > R  77:77(0)
        +0     < S. 5:5(0) ack 77
        +0     > R  77:77(0)
        +0     < SF. 5:5(0) ack 77
        +0     > R  77:77(0)
        """);
  }
}
