package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/** Losses at the end of a flight: RFC 8985, 7. */
class TailLossProbeTest {
  // checklist: 4, RFC 8985, 7.2 and 7.3
  @Test
  void twoRoundTripsOfSilenceHaveTheLastSegmentSentAgain() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.04  < .  1:1(0) ack 8689
        +0.08  > P. 13033:14481(1448) ack 1
        +0.04  < .  1:1(0) ack 8689 <TS,sack 13033:14481>
        +0     > .  8689:10137(1448) ack 1                   # all that was lost, without a time-out
        +0.04  < .  1:1(0) ack 10137 <TS,sack 13033:14481>
        +0     > .  10137:13033(2896) ack 1 gso 1448
        +0.04  < .  1:1(0) ack 14481
        +10    wait
        """);
  }

  @Test
  void newTextIsAProbeEvenWhereTheCongestionWindowIsFull() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 20000
        +0     > .  1:14481(14480) ack 1 gso 1448
        +0.08  > .  14481:15929(1448) ack 1
        +0.04  < .  1:1(0) ack 15929
        +0     > P. 15929:20001(4072) ack 1 gso 1448
        """);
  }

  // RFC 8985, 7.4: one reduction, to seven tenths of the ten segments that were in flight
  @Test
  void aLossThatTheProbeRepairedCostsTheWindowSomething() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.08  > P. 13033:14481(1448) ack 1                  # the last is lost
        +0.001 < .  1:1(0) ack 13033
        +0.039 < .  1:1(0) ack 14481
        +0     write 90000
        +0     > .  14481:41993(27512) ack 1 gso 1448
        +0.04  < .  1:1(0) ack 41993                         # beyond the probe, and no duplicate
        +0     > .  41993:52129(10136) ack 1 gso 1448
        """);
  }

  @Test
  void aProbeThatWasNotNeededCostsNothing() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.08  > P. 13033:14481(1448) ack 1
        +0.001 < .  1:1(0) ack 14481
        +0.039 < .  1:1(0) ack 14481 <TS,sack 13033:14481>   # it arrived twice
        +0     write 60000
        +0     > .  14481:43441(28960) ack 1 gso 1448
        +0.04  < .  1:1(0) ack 43441
        +0     > P. 43441:74481(31040) ack 1 gso 1448
        """);
  }

  @Test
  void thereIsOneProbeAndThenATimeOut() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.08  > P. 13033:14481(1448) ack 1
        +0.2   > .  1:1449(1448) ack 1
        +0.4   > .  1:1449(1448) ack 1
        """);
  }

  // (deviation) less than two segments: the guest may wait before it answers
  @Test
  void aSingleSegmentIsNotProbedBeforeTheTimeOut() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 1000
        +0     > P. 1:1001(1000) ack 1
        +0     write 1000
        +0     > P. 1001:2001(1000) ack 1
        +0.2   > .  1:1449(1448) ack 1
        """);
  }

  @Test
  void whoHasNoSackIsNotProbed() {
    TcpScript.run(
        """
        open rtt 0.04 mss 1460 win 65535
        +0     write 14600
        +0     > P. 1:14601(14600) ack 1 gso 1460
        +0.2   > .  1:1461(1460) ack 1
        """);
  }

  @Test
  void finIsProbedAsTheLastOfTheFlight() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 4344
        +0     > P. 1:4345(4344) ack 1 gso 1448
        +0     shutdown
        +0     > F. 4345:4345(0) ack 1
        +0.04  < .  1:1(0) ack 1449
        +0.08  > FP. 2898:4345(1447) ack 1
        +0.04  < .  1:1(0) ack 4346
        +10    wait
        """);
  }
}
