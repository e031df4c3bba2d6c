package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/** What the guest is told when something comes twice (RFC 2883, 4): checklist 3, D-SACK. */
class DuplicateSackTest {
  @Test
  void aSegmentThatComesAgainIsReportedOnce() {
    TcpScript.run(
        """
        open
        +0     < P. 1:1001(1000) ack 1
        +0     data 1000
        +0.01  > .  1:1(0) ack 1001 <TS>
        +0     < P. 1:1001(1000) ack 1
        +0     > .  1:1(0) ack 1001 <TS,sack 1:1001>
        +0     < P. 1001:2001(1000) ack 1
        +0     data 1000
        +0.01  > .  1:1(0) ack 2001 <TS>
        """);
  }

  @Test
  void whatOfASegmentWasThereIsReportedAtOnceAndTheRestTaken() {
    TcpScript.run(
        """
        open
        +0     < P. 1:1001(1000) ack 1
        +0     data 1000
        +0.01  > .  1:1(0) ack 1001
        +0     < P. 501:1501(1000) ack 1
        +0     data 500
        +0     > .  1:1(0) ack 1501 <TS,sack 501:1001>
        """);
  }

  @Test
  void theRunThatHoldsADuplicateFollowsIt() {
    // RFC 2883, 4: the second block is the one that the duplicate is part of
    TcpScript.run(
        """
        open
        +0     < .  1001:2001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1001:2001>
        +0     < .  2001:3001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1001:3001>
        +0     < .  5001:6001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 5001:6001 1001:3001>
        +0     < .  1501:2001(500) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1501:2001 1001:3001 5001:6001>
        """);
  }

  @Test
  void ofSeveralDuplicatesInASegmentTheFirstIsReported() {
    TcpScript.run(
        """
        open
        +0     < .  1001:2001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1001:2001>
        +0     < .  3001:4001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 3001:4001 1001:2001>
        +0     < .  1501:3501(2000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1501:2001 1001:4001>
        """);
    TcpScript.run(
        """
        open
        +0     < .  1:1001(1000) ack 1
        +0     data 1000
        +0.01  > .  1:1(0) ack 1001
        +0     < .  2001:3001(1000) ack 1
        +0     > .  1:1(0) ack 1001 <TS,sack 2001:3001>
        +0     < .  501:2501(2000) ack 1                     # before, and what came early
        +0     data 2000
        +0     > .  1:1(0) ack 3001 <TS,sack 501:1001>
        """);
  }

  @Test
  void whatCameEarlyAndComesInOrderIsReported() {
    TcpScript.run(
        """
        open
        +0     < .  1001:2001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1001:2001>
        +0     < .  1:1501(1500) ack 1
        +0     data 2000
        +0     > .  1:1(0) ack 2001 <TS,sack 1001:1501>
        """);
  }

  @Test
  void textTakesTheReportAlong() {
    TcpScript.run(
        """
        open
        +0     < P. 1:1001(1000) ack 1
        +0     data 1000
        +0.01  > .  1:1(0) ack 1001
        +0     device 0
        +0     < P. 1:1001(1000) ack 1
        +0     write 10
        +0     device all
        +0     > P. 1:11(10) ack 1001 <TS,sack 1:1001>
        +0     write 10
        +0     > P. 11:21(10) ack 1001 <TS>
        """);
  }

  @Test
  void aKeepAliveWithAByteOfGarbageIsADuplicateToo() {
    TcpScript.run(
        """
        open
        +60    < .  0:1(1) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 0:1>
        """);
  }

  @Test
  void withoutSackNothingIsReported() {
    TcpScript.run(
        """
        open mss 1460 win 65535
        +0     < P. 1:1001(1000) ack 1
        +0     data 1000
        +0.01  > .  1:1(0) ack 1001 <>
        +0     < P. 1:1001(1000) ack 1
        +0     > .  1:1(0) ack 1001 <>
        """);
  }
}
