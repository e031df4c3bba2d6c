package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/** Losses that are found by the time at which segments were sent: RFC 8985, 6. */
class RackTest {
  // checklist: 4, RFC 8985, 6.2, step 5
  @Test
  void whatIsOvertakenIsLostAfterAQuarterOfARoundTrip() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.04  < .  1:1(0) ack 1 <TS,sack 1449:2897>         # one segment: no duplicate threshold
        +0.01  > .  1:1449(1448) ack 1
        +0.04  < .  1:1(0) ack 14481
        +10    wait
        """);
  }

  @Test
  void whatIsOnlyLateIsNotSentAgain() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.04  < .  1:1(0) ack 1 <TS,sack 1449:2897>
        +0.005 < .  1:1(0) ack 2897
        +0     < .  1:1(0) ack 14481
        +10    wait
        """);
  }

  // RFC 8985, 6.2, steps 3 and 4: three segments above the hole are no proof any more
  @Test
  void whereReorderingWasSeenTimeIsGivenForIt() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.04  < .  1:1(0) ack 1 <TS,sack 1449:2897>
        +0.005 < .  1:1(0) ack 2897                          # the first was overtaken
        +0     < .  1:1(0) ack 2897 <TS,sack 4345:10137>
        +0.01  > .  2897:4345(1448) ack 1
        +0.04  < .  1:1(0) ack 14481
        +10    wait
        """);
  }

  // RFC 8985, 6.2, step 4: RACK.reo_wnd_mult
  @Test
  void duplicatesOfWhatWasNotLostMakeItWaitLonger() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.04  < .  1:1(0) ack 1 <TS,sack 1449:2897>
        +0.01  > .  1:1449(1448) ack 1                       # too early: it arrives twice
        +0.001 < .  1:1(0) ack 14481 <TS,sack 1:1449>
        +0     write 5792
        +0     > P. 14481:20273(5792) ack 1 gso 1448
        +0.04  < .  1:1(0) ack 14481 <TS,sack 15929:17377>
        +0.02  > .  14481:15929(1448) ack 1                  # half a round trip
        +0.04  < .  1:1(0) ack 20273
        +10    wait
        """);
  }

  @Test
  void aRetransmissionThatIsLostTooIsFoundByWhatWasSentAfterIt() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.04  < .  1:1(0) ack 1 <TS,sack 1449:14481>
        +0     > .  1:1449(1448) ack 1                       # lost again
        +0.001 write 2896
        +0     > P. 14481:17377(2896) ack 1 gso 1448
        +0.04  < .  1:1(0) ack 1 <TS,sack 1449:17377>
        +0     > .  1:1449(1448) ack 1
        +0.04  < .  1:1(0) ack 17377
        +10    wait
        """);
  }

  // RFC 8985, 6.2, step 2: the echo is older than the retransmission
  @Test
  void theAnswerToTheOriginalSaysNothingOfWhatWasSentBeforeTheRetransmission() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 4344
        +0     > P. 1:4345(4344) ack 1 gso 1448
        +0.03  write 1448
        +0     > P. 4345:5793(1448) ack 1
        +0.01  < .  1:1(0) ack 1 <TS,sack 1449:4345>
        +0.01  > .  1:1449(1448) ack 1
        +0.005 < .  1:1(0) ack 4345 <TS val 200 ago 50>
        +0.03  < .  1:1(0) ack 5793                          # 4345 was not taken for lost
        +10    wait
        """);
  }

  // RFC 8985, 6.3
  @Test
  void atATimeOutWhatWasSentJustNowIsNotTakenForLost() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 100
        +0     > P. 1:101(100) ack 1
        +0.04  < .  1:1(0) ack 101
        +0     write 1448
        +0     > P. 101:1549(1448) ack 1
        +0.19  write 2896
        +0     > P. 1549:4445(2896) ack 1 gso 1448
        +0.01  > .  101:1549(1448) ack 1
        +0.04  < .  1:1(0) ack 4445                          # and nothing else was sent again
        +10    wait
        """);
  }
}
