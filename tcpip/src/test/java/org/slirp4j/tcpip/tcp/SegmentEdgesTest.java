package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/** Segments at the edges of what is acceptable (RFC 9293, 3.10.7.4, table 6). */
class SegmentEdgesTest {
  // checklist: 1a.1
  @Test
  void aSegmentWithoutTextCountsUpToTheWindowsLastNumber() {
    TcpScript.run(
        """
        set receive 8000
        open mss 1460 win 65535
        +0     < .  8000:8000(0) ack 1
        +0.2   wait
        +0     < .  8001:8001(0) ack 1                       # RCV.NXT + RCV.WND
        +0     > .  1:1(0) ack 1
        """);
  }

  @Test
  void textThatEndsWhereNewTextBeginsIsOld() {
    TcpScript.run(
        """
        open mss 1460 win 65535
        +0     < .  0:1(1) ack 1
        +0     > .  1:1(0) ack 1
        +0     < .  0:2(2) ack 1
        +0     data 1
        +0     > .  1:1(0) ack 2
        """);
  }

  // checklist: 1a.3
  @Test
  void whatComesWithAResetInTheWindowIsNotTaken() {
    TcpScript.run(
        """
        open mss 1460 win 65535
        +0     < RP. 5:15(10) ack 1
        +0     > .  1:1(0) ack 1
        +0.2   < P. 1:5(4) ack 1
        +0     data 4
        +0.01  > .  1:1(0) ack 5
        """);
  }

  // checklist: 1a.6
  @Test
  void whatComesWithAnAcknowledgmentOfAnotherSynIsNotTaken() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +0     < P. 1:11(10) ack 2
        +0     > R  2:2(0)
        +0     < P. 1:11(10) ack 1
        +0     established
        +0     data 10
        +0.01  > .  1:1(0) ack 11
        """);
  }
}
