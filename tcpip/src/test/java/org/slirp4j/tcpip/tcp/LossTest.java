package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/** How the stack finds out that text for the guest was lost, and sends it again. */
class LossTest {
  @Test
  void moreThanTwoSegmentsBehindAHoleMeanThatItIsLost() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.04  < .  1:1(0) ack 1 <TS,sack 1449:2897>
        +0     < .  1:1(0) ack 1 <TS,sack 1449:4345>
        +0     < .  1:1(0) ack 1 <TS,sack 1449:5793>
        +0     > .  1:1449(1448) ack 1
        +0     < .  1:1(0) ack 1 <TS,sack 1449:7241>
        +0     < .  1:1(0) ack 14481
        +10    wait
        """);
  }

  @Test
  void threeBlocksBehindAHoleMeanSoToo() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.04  < .  1:1(0) ack 1 <TS,sack 1449:2897>
        +0     < .  1:1(0) ack 1 <TS,sack 4345:5793 1449:2897>
        +0     < .  1:1(0) ack 1 <TS,sack 7241:8689 4345:5793 1449:2897>
        +0     > .  1:1449(1448) ack 1
        +0     < .  1:1(0) ack 1 <TS,sack 10137:11585 7241:8689 4345:5793>
        +0     > .  2897:4345(1448) ack 1                    # one for each that arrives
        +0     < .  1:1(0) ack 1 <TS,sack 10137:14481 7241:8689 4345:5793>
        +0     > .  5793:7241(1448) ack 1
        +0     > .  8689:10137(1448) ack 1
        +0.04  < .  1:1(0) ack 14481
        +10    wait
        """);
  }

  @Test
  void withoutSackThreeDuplicatesMeanALossAndAPartialAnswerTheNext() {
    TcpScript.run(
        """
        open mss 1460 win 65535
        +0     write 20000
        +0     > .  1:14601(14600) ack 1 gso 1460
        +0     < .  1:1(0) ack 1 win 65535
        +0     > .  14601:16061(1460) ack 1                  # RFC 3042
        +0     < .  1:1(0) ack 1 win 65535
        +0     > .  16061:17521(1460) ack 1
        +0     < .  1:1(0) ack 1 win 65535
        +0     > .  1:1461(1460) ack 1
        +0     < .  1:1(0) ack 4381 win 65535                # RFC 6582: the next hole
        +0     > .  4381:5841(1460) ack 1
        +0     < .  1:1(0) ack 17521 win 65535
        +0     > P. 17521:20001(2480) ack 1 gso 1460
        +0     < .  1:1(0) ack 20001 win 65535
        +10    wait
        """);
  }

  @Test
  void windowUpdatesAndTextAreNoDuplicates() {
    TcpScript.run(
        """
        open mss 1460 win 20000
        +0     write 14600
        +0     > P. 1:14601(14600) ack 1 gso 1460
        +0     < .  1:1(0) ack 1 win 20001
        +0     < .  1:1(0) ack 1 win 20002
        +0     < .  1:1(0) ack 1 win 20003
        +0     < .  1:1(0) ack 1 win 20004
        +0     <+ . 1:101(100) ack 1 win 20004
        +0     data 100
        +0     <+ . 101:201(100) ack 1 win 20004
        +0     data 100
        +0     <  . 201:301(100) ack 1 win 20004
        +0     data 100
        +0     > .  14601:14601(0) ack 301
        +0     < .  301:301(0) ack 14601
        +10    wait
        """);
  }

  @Test
  void theTimeOutDoublesAndSlowStartFollows() {
    TcpScript.run(
        """
        open
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.01  > P. 13033:14481(1448) ack 1                  # RFC 8985, 7
        +0.2   > .  1:1449(1448) ack 1
        +0.4   > .  1:1449(1448) ack 1
        +0.8   > .  1:1449(1448) ack 1
        +0.01  < .  1:1(0) ack 1449
        +0     > .  1449:4345(2896) ack 1 gso 1448
        +0.01  < .  1:1(0) ack 4345
        +0     > .  4345:10137(5792) ack 1 gso 1448
        +0.01  < .  1:1(0) ack 10137
        +0     > P. 10137:14481(4344) ack 1 gso 1448
        +0.01  < .  1:1(0) ack 14481
        +10    wait
        """);
  }

  @Test
  void afterATimeOutWhatTheGuestHoldsIsLeftOut() {
    TcpScript.run(
        """
        open
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.01  > P. 13033:14481(1448) ack 1
        +0.2   > .  1:1449(1448) ack 1
        +0.01  < .  1:1(0) ack 1449 <TS,sack 4345:7241>
        +0     > .  1449:4345(2896) ack 1 gso 1448
        +0.01  < .  1:1(0) ack 7241
        +0     > P. 7241:14481(7240) ack 1 gso 1448
        """);
  }

  @Test
  void aTimestampTellsTheRoundTripWhereKarnMayNot() {
    TcpScript.run(
        """
        open
        +0     write 100
        +0     > P. 1:101(100) ack 1
        +0.2   > P. 1:101(100) ack 1
        +0.01  < .  1:1(0) ack 101
        +0     write 100
        +0     > P. 101:201(100) ack 1
        +0.2   > P. 101:201(100) ack 1
        """);
    TcpScript.run(
        """
        open mss 1460 win 65535
        +0     write 100
        +0     > P. 1:101(100) ack 1
        +0.2   > P. 1:101(100) ack 1
        +0.01  < .  1:1(0) ack 101
        +0     write 100
        +0     > P. 101:201(100) ack 1
        +0.4   > P. 101:201(100) ack 1                       # RFC 6298, 5.7: still doubled
        """);
  }

  @Test
  void theTimeOutFollowsTheRoundTrip() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +0.3   < .  1:1(0) ack 1
        +0     established
        +0     write 100
        +0     > P. 1:101(100) ack 1
        +0.9   > P. 1:101(100) ack 1                         # 0.3 + 4 * 0.15
        """);
  }

  @Test
  void aGuestThatSaysNothingIsGivenUpAfterOneHundredSeconds() {
    TcpScript.run(
        """
        open
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.01  > P. 13033:14481(1448) ack 1
        +0.2   > .  1:1449(1448) ack 1
        +0.4   > .  1:1449(1448) ack 1
        +0.8   > .  1:1449(1448) ack 1
        +1.6   > .  1:1449(1448) ack 1
        +3.2   > .  1:1449(1448) ack 1
        +6.4   > .  1:1449(1448) ack 1
        +12.8  > .  1:1449(1448) ack 1
        +25.6  > .  1:1449(1448) ack 1
        +51.2  > R. 14481:14481(0) ack 1
        +0     reset
        +600   wait
        """);
  }

  @Test
  void aLostFinIsSentAgain() {
    TcpScript.run(
        """
        open
        +0     shutdown
        +0     > F. 1:1(0) ack 1
        +0.2   > F. 1:1(0) ack 1
        +0     < .  1:1(0) ack 2
        +600   wait
        """);
    TcpScript.run(
        """
        open
        +0     write 100
        +0     > P. 1:101(100) ack 1
        +0     shutdown
        +0     > F. 101:101(0) ack 1
        +0.2   > FP. 1:101(100) ack 1
        +0     < .  1:1(0) ack 101
        +0.2   > F. 101:101(0) ack 1
        +0     < .  1:1(0) ack 102
        +600   wait
        """);
  }

  @Test
  void aLostFinIsFoundBySack() {
    TcpScript.run(
        """
        open
        +0     write 7240
        +0     > P. 1:7241(7240) ack 1 gso 1448
        +0     shutdown
        +0     > F. 7241:7241(0) ack 1
        +0     < .  1:1(0) ack 1 <TS,sack 1449:7242>
        +0     > .  1:1449(1448) ack 1
        +0     < .  1:1(0) ack 7242
        +600   wait
        """);
  }

  // RFC 9438, 4.6
  @Test
  void afterARecoveryTheWindowIsSevenTenthsOfWhatWasInFlight() {
    TcpScript.run(
        """
        open
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0     < .  1:1(0) ack 1 <TS,sack 1449:5793>
        +0     > .  1:1449(1448) ack 1
        +0     < .  1:1(0) ack 14481
        +0     write 60000
        +0     > .  14481:24617(10136) ack 1 gso 1448
        +0     < .  1:1(0) ack 24617
        +0     > .  24617:34753(10136) ack 1 gso 1448        # RFC 9438, 4.3: 9/17 of a segment more
        +0     < .  1:1(0) ack 34753
        +0     > .  34753:46337(11584) ack 1 gso 1448
        """);
  }

  // RFC 6937: half as much again is sent as arrives until the flight is as small as the window
  @Test
  void duringARecoveryAsMuchIsSentAsArrivesInProportion() {
    TcpScript.run(
        """
        open
        +0     write 60000
        +0     > .  1:14481(14480) ack 1 gso 1448
        +0.001 < .  1:1(0) ack 14481
        +0     > .  14481:43441(28960) ack 1 gso 1448        # 20 segments
        +0.001 < .  1:1(0) ack 14481 <TS,sack 15929:20273>
        +0     > .  14481:15929(1448) ack 1
        +0     > .  43441:44889(1448) ack 1
        +0     < .  1:1(0) ack 14481 <TS,sack 15929:21721>
        +0     < .  1:1(0) ack 14481 <TS,sack 15929:23169>
        +0     > .  44889:46337(1448) ack 1
        +0     < .  1:1(0) ack 14481 <TS,sack 15929:24617>
        +0     > .  46337:47785(1448) ack 1
        +0     < .  1:1(0) ack 14481 <TS,sack 15929:26065>
        """);
  }

  // checklist: 5, RFC 5681, 4.1
  @Test
  void afterAPauseTheWindowIsTheInitialOne() {
    TcpScript.run(
        """
        open
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.001 < .  1:1(0) ack 14481
        +0     write 28960
        +0     > P. 14481:43441(28960) ack 1 gso 1448
        +0.001 < .  1:1(0) ack 43441
        +0.15  write 57920
        +0     > P. 43441:101361(57920) ack 1 gso 1448       # less than a time-out
        +0.001 < .  1:1(0) ack 101361
        +0.25  write 57920
        +0     > .  101361:115841(14480) ack 1 gso 1448
        +0.001 < .  1:1(0) ack 115841
        +0     > .  115841:144801(28960) ack 1 gso 1448
        """);
  }

  @Test
  void holesBeyondAWindowThatShrankCanWait() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.04  < .  1:1(0) ack 1 win 15 <TS,sack 1449:2897>
        +0     < .  1:1(0) ack 1 win 15 <TS,sack 4345:5793 1449:2897>
        +0     < .  1:1(0) ack 1 win 15 <TS,sack 7241:8689 4345:5793 1449:2897>
        +0     > .  1:1449(1448) ack 1
        +0     < .  1:1(0) ack 1 win 15 <TS,sack 10137:14481 7241:8689 4345:5793>
        +0     < .  1:1(0) ack 2897 win 15 <TS,sack 10137:14481 7241:8689 4345:5793>
        +0     > .  2897:4345(1448) ack 1
        +0     < .  1:1(0) ack 5793 win 512 <TS,sack 10137:14481 7241:8689>
        +0     > .  5793:7241(1448) ack 1
        +0     > .  8689:10137(1448) ack 1
        """);
  }

  @Test
  void aGuestMayForgetWhatItSaidItHolds() {
    TcpScript.run(
        """
        open
        +0     write 7240
        +0     > P. 1:7241(7240) ack 1 gso 1448
        +0     < .  1:1(0) ack 1 <TS,sack 2897:4345>
        +0     > .  1:1449(1448) ack 1
        +0.2   > .  1:1449(1448) ack 1
        +0     < .  1:1(0) ack 1449
        +0     > .  1449:4345(2896) ack 1 gso 1448           # RFC 2018, 8
        """);
  }

  @Test
  void duplicatesAreCountedAnewAfterAnAnswer() {
    TcpScript.run(
        """
        open mss 1460 win 65535
        +0     write 14600
        +0     > P. 1:14601(14600) ack 1 gso 1460
        +0     < .  1:1(0) ack 1 win 65535
        +0     < .  1:1(0) ack 1 win 65535
        +0     < .  1:1(0) ack 2921 win 65535
        +0     < .  1:1(0) ack 2921 win 65535
        +0     < .  1:1(0) ack 2921 win 65535
        +0     < .  1:1(0) ack 2921 win 65535
        +0     > .  2921:4381(1460) ack 1
        """);
  }

  @Test
  void patienceBeginsAnewAfterAnAnswer() {
    TcpScript.run(
        """
        open
        +0     write 100
        +0     > P. 1:101(100) ack 1
        +0.2   > P. 1:101(100) ack 1
        +0     < .  1:1(0) ack 101
        +500   write 100
        +0     > P. 101:201(100) ack 1
        +0.2   > P. 101:201(100) ack 1
        """);
  }

  @Test
  void theFirstNumberComesByAgainAfterFourGigabytes() {
    TcpScript.run(
        """
        open
        +0     write 100
        +0     > P. 1:101(100) ack 1
        +0     < .  1:1(0) ack 101
        +0     as after 4 GiB
        +0     write 100
        +0     > P. 101:201(100) ack 1
        +0.2   > P. 101:201(100) ack 1
        +0     < .  1:1(0) ack 201
        +0     write 14480
        +0     > .  201:1649(1448) ack 1
        """);
  }

  @Test
  void blocksThatCannotBeTrueAreIgnored() {
    TcpScript.run(
        """
        open
        +0     write 20000
        +0     > .  1:14481(14480) ack 1 gso 1448
        +0     < .  1:1(0) ack 1 <TS,sack 20000:90000>       # never sent
        +0     < .  1:1(0) ack 1 <TS,sack 9000:2000>         # backwards
        +0     < .  1:1(0) ack 1 <TS,sack -9000:9000>        # from before
        +0     < .  1:1(0) ack 1 <TS,sack 1:9000>            # would be acknowledged
        +0     < .  1:1(0) ack 14481
        +0     > P. 14481:20001(5520) ack 1 gso 1448
        +0     < .  1:1(0) ack 20001
        +10    wait
        """);
  }

  @Test
  void blocksThatReachAroundTheSpaceOfNumbersAreIgnored() {
    TcpScript.run(
        """
        open
        +0     < .  1:1(0) ack 1 <TS,sack 1610612737:3221225473>
        +0     < .  1:1(0) ack 1 <TS,sack 1610612737:3221225473>
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0     < .  1:1(0) ack 1 <TS,sack 1610612737:3221225473>
        +0     < .  1:1(0) ack 1 <TS,sack 3221225473:14481>
        +0     < .  1:1(0) ack 1 <TS,sack -1073741823:2897>
        +0     < .  1:1(0) ack 14481
        +10    wait
        """);
  }

  @Test
  void anAcknowledgmentWithinASegmentIsGoneOnFrom() {
    TcpScript.run(
        """
        open
        +0     write 1000
        +0     > P. 1:1001(1000) ack 1
        +0     < .  1:1(0) ack 301
        +0.2   > P. 301:1001(700) ack 1
        """);
  }
}
