package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/**
 * Text of the guest in order: who gets it, and when it is acknowledged (RFC 9293, MUST-40, MUST-58,
 * SHLD-19; RFC 5681, 4.2).
 */
class ReceivingTest {
  @Test
  void oneSegmentIsAcknowledgedSoonAndTwoAtOnce() {
    TcpScript.run(
        """
        open
        +0     < P. 1:1001(1000) ack 1
        +0     data 1000
        +0.01  > .  1:1(0) ack 1001
        +0     < .  1001:2001(1000) ack 1
        +0     data 1000
        +0.005 < P. 2001:3001(1000) ack 1
        +0     data 1000
        +0     > .  1:1(0) ack 3001
        +1     wait
        """);
  }

  @Test
  void aBatchIsAcknowledgedOnce() {
    TcpScript.run(
        """
        open
        +0     <+ . 1:1001(1000) ack 1
        +0     data 1000
        +0     <+ . 1001:2001(1000) ack 1
        +0     data 1000
        +0     <+ . 2001:3001(1000) ack 1
        +0     data 1000
        +0     <+ . 3001:4001(1000) ack 1
        +0     data 1000
        +0     <  . 4001:5001(1000) ack 1
        +0     data 1000
        +0     > .  1:1(0) ack 5001
        """);
  }

  @Test
  void aSuperSegmentCountsAsManySegments() {
    TcpScript.run(
        """
        open
        +0     < P. 1:4345(4344) ack 1 gso 1448
        +0     data 4344
        +0     > .  1:1(0) ack 4345
        +0     < P. 4345:64346(60001) ack 1 gso 1448
        +0     data 60001
        +0     > .  1:1(0) ack 64346
        """);
  }

  @Test
  void anAcknowledgmentRidesOnText() {
    TcpScript.run(
        """
        open
        +0     < P. 1:101(100) ack 1
        +0     data 100
        +0.005 write 50
        +0     > P. 1:51(50) ack 101
        +0     < .  101:101(0) ack 51
        +1     wait
        """);
  }

  @Test
  void anAnswerFromWithinTheHandlerTakesTheAcknowledgmentAlong() {
    TcpScript.run(
        """
        open
        +0     on data write one
        +0     < P. 1:101(100) ack 1
        +0     data 100
        +0     > P. 1:2(1) ack 101
        +0     < .  101:101(0) ack 2
        +1     wait
        """);
  }

  @Test
  void whatCameBeforeIsAcknowledgedAgain() {
    TcpScript.run(
        """
        open
        +0     < P. 1:1001(1000) ack 1
        +0     data 1000
        +0.01  > .  1:1(0) ack 1001
        +0     < P. 1:1001(1000) ack 1
        +0     > .  1:1(0) ack 1001 <...>
        +0     < P. 501:1501(1000) ack 1                     # half of it is new
        +0     data 500
        +0     > .  1:1(0) ack 1501 <...>
        """);
  }

  @Test
  void anAcknowledgmentThatIsDueIsNoTimeOut() {
    TcpScript.run(
        """
        open
        +0     write 100
        +0     > P. 1:101(100) ack 1
        +0     < P. 1:11(10) ack 1
        +0     data 10
        +0.01  > .  101:101(0) ack 11
        +0.19  > P. 1:101(100) ack 11
        """);
  }

  @Test
  void urgentTextIsTextInLine() {
    TcpScript.run(
        """
        open
        +0     < PU. 1:11(10) ack 1
        +0     data 10
        +0.01  > .  1:1(0) ack 11
        """);
  }

  @Test
  void timestampsAreEchoedFromTheFirstSegmentThatWaits() {
    TcpScript.run(
        """
        open
        +0     <+ . 1:1001(1000) ack 1 <TS val 500>
        +0     data 1000
        +0     <  . 1001:2001(1000) ack 1 <TS val 501>
        +0     data 1000
        +0     > .  1:1(0) ack 2001 <TS ecr 500>              # RFC 7323, 4.2
        +0     < P. 2001:3001(1000) ack 1 <TS val 502>
        +0     data 1000
        +0.01  > .  1:1(0) ack 3001 <TS ecr 502>
        """);
  }

  @Test
  void aSegmentWithoutTheTimestampsAgreedOnIsTakenNevertheless() {
    TcpScript.run(
        """
        open
        +0     < P. 1:101(100) ack 1 <>
        +0     data 100
        +0.01  > .  1:1(0) ack 101
        """);
  }

  @Test
  void textWithoutAcknowledgmentIsDropped() {
    TcpScript.run(
        """
        open
        +0     < P  1:101(100)
        +1     < P. 1:101(100) ack 1
        +0     data 100
        +0.01  > .  1:1(0) ack 101
        """);
  }
}
