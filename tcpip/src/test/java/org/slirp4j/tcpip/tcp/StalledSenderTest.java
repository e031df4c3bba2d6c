package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/** Ways in which senders of other stacks came to a standstill, and which are not to happen here. */
class StalledSenderTest {
  // gvisor #1398: silly window avoidance that is too strict
  @Test
  void aWindowThatIsSmallForGoodIsUsedAtOnceAfterTheFirstTime() {
    TcpScript.run(
        """
        open
        +0     write 10000
        +0     > P. 1:10001(10000) ack 1 gso 1448
        +0     < .  1:1(0) ack 10001 win 8                   # 1024 bytes, once 65536
        +0     write 5000
        +0.2   > .  10001:11025(1024) ack 1                  # the override time-out
        +0     < .  1:1(0) ack 11025 win 8
        +0     > .  11025:12049(1024) ack 1
        +0     < .  1:1(0) ack 12049 win 8
        +0     > .  12049:13073(1024) ack 1
        +0     < .  1:1(0) ack 13073 win 3                   # less than half of it waits again
        +0.1   < .  1:1(0) ack 13073 win 8
        +0     > .  13073:14097(1024) ack 1
        +0     < .  1:1(0) ack 14097 win 8
        +0     > P. 14097:15001(904) ack 1
        """);
  }

  // gvisor #10312: the window's right edge moves left below what was sent
  @Test
  void aWindowThatShrinksIsFilledAgainAsItOpens() {
    TcpScript.run(
        """
        open
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0.001 < .  1:1(0) ack 2897 win 23                   # up to 5841: half of it is beyond
        +0     write 14480
        +0.001 < .  1:1(0) ack 5793 win 0
        +0.2   > .  5793:5794(1) ack 1
        +0     < .  1:1(0) ack 5793 win 46
        +0     > .  5793:11585(5792) ack 1 gso 1448
        +0     < .  1:1(0) ack 11585 win 512
        +0     > .  11585:14481(2896) ack 1 gso 1448
        +0     > P. 14481:28961(14480) ack 1 gso 1448
        +0     < .  1:1(0) ack 28961 win 512
        """);
  }

  // gvisor #10243: a send buffer whose size changes forgets to tell of room
  @Test
  void theRelayHearsOfRoomAfterMemoryHasBecomeScarce() {
    TcpScript.run(
        """
        set send 20000
        open
        +0     fill 20000
        +0     > .  1:14481(14480) ack 1 gso 1448
        +0     memory low
        +0.001 < .  1:1(0) ack 14481
        +0     > P. 14481:20001(5520) ack 1 gso 1448
        +0.001 < .  1:1(0) ack 20001
        +0     room
        +0     memory all
        +0     write 10000
        +0     > P. 20001:30001(10000) ack 1 gso 1448
        """);
  }

  // gvisor #6113: a round trip that takes no time at all
  @Test
  void withoutAnyRoundTripTimeLossesAreRepairedNevertheless() {
    TcpScript.run(
        """
        open
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0     < .  1:1(0) ack 2897
        +0     < .  1:1(0) ack 2897 <TS,sack 4345:14481>
        +0     > .  2897:4345(1448) ack 1                    # lost as well
        +0.2   > .  2897:4345(1448) ack 1
        +0     < .  1:1(0) ack 14481
        +0     write 2896
        +0     > P. 14481:17377(2896) ack 1 gso 1448
        +0     < .  1:1(0) ack 17377
        +10    wait
        """);
  }

  // gvisor #13393: closed while the window is zero, and nobody there any more
  @Test
  void aStreamThatEndsAtAClosedWindowIsGivenUpWithoutAnswers() {
    TcpScript.run(
        """
        open
        +0     write 1000
        +0     > P. 1:1001(1000) ack 1
        +0     < .  1:1(0) ack 1001 win 0
        +0     write 500
        +0     shutdown
        +0.2   > .  1001:1002(1) ack 1
        +0.4   > .  1001:1002(1) ack 1
        +0.8   > .  1001:1002(1) ack 1
        +1.6   > .  1001:1002(1) ack 1
        +3.2   > .  1001:1002(1) ack 1
        +6.4   > .  1001:1002(1) ack 1
        +12.8  > .  1001:1002(1) ack 1
        +25.6  > .  1001:1002(1) ack 1
        +51.2  > R. 1002:1002(0) ack 1
        +0     reset
        +600   wait
        """);
  }

  // RFC 9293, MUST-37, for the same stream
  @Test
  void aStreamThatEndsAtAClosedWindowWaitsWhileProbesAreAnswered() {
    StringBuilder script =
        new StringBuilder(
            """
            open
            +0     write 1000
            +0     > P. 1:1001(1000) ack 1
            +0     < .  1:1(0) ack 1001 win 0
            +0     write 500
            +0     shutdown
            """);
    double wait = 0.2;
    for (int i = 0; i < 20; i++) {
      script.append("+%s > . 1001:1002(1) ack 1%n+0 < . 1:1(0) ack 1001 win 0%n".formatted(wait));
      wait = Math.min(2 * wait, 60);
    }
    script.append(
        """
        +0     < .  1:1(0) ack 1001 win 512
        +0     > .  1001:1002(1) ack 1
        +0     > FP. 1002:1501(499) ack 1
        +0     < .  1:1(0) ack 1502
        +600   wait
        """);
    TcpScript.run(script.toString());
  }

  // gvisor #195: a super-segment that no window ever holds whole
  @Test
  void superSegmentsAreCutToTheWindow() {
    TcpScript.run(
        """
        open mss 1460,sackOK,TS,nop,wscale 7 win 100
        +0     write 60000
        +0     > .  1:11585(11584) ack 1 gso 1448            # 12800 hold eight segments
        +0     < .  1:1(0) ack 11585 win 20
        +0     > .  11585:13033(1448) ack 1
        +0     < .  1:1(0) ack 13033 win 511
        +0     > .  13033:27513(14480) ack 1 gso 1448        # as much as was used before
        +0     < .  1:1(0) ack 27513 win 511
        +0     > .  27513:56473(28960) ack 1 gso 1448
        +0     < .  1:1(0) ack 56473 win 511
        +0     > P. 56473:60001(3528) ack 1 gso 1448
        """);
  }

  // RFC 9293, 3.8.6.2.1, case 2: what was pushed and fits goes out whatever its size
  @Test
  void theLastBytesGoOutHoweverFewTheyAre() {
    TcpScript.run(
        """
        open mss 1460 win 1000
        +0     write 1001
        +0     > .  1:1001(1000) ack 1
        +0     < .  1:1(0) ack 1001 win 1
        +0     > P. 1001:1002(1) ack 1
        """);
  }
}
