package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/** What happens while the guest takes nothing: RFC 9293, 3.8.6.1. */
class PersistTest {
  @Test
  void aClosedWindowIsProbedLessAndLessOftenUntilItOpens() {
    TcpScript.run(
        """
        open
        +0     write 1000
        +0     > P. 1:1001(1000) ack 1
        +0     < .  1:1(0) ack 1001 win 0
        +0     write 500
        +0.2   > .  1001:1002(1) ack 1
        +0     < .  1:1(0) ack 1001 win 0
        +0.4   > .  1001:1002(1) ack 1
        +0     < .  1:1(0) ack 1001 win 0
        +0.8   > .  1001:1002(1) ack 1
        +0     < .  1:1(0) ack 1001 win 0
        +1     < .  1:1(0) ack 1001 win 512
        +0     > .  1001:1002(1) ack 1                       # what was refused
        +0     > P. 1002:1501(499) ack 1
        +0     < .  1:1(0) ack 1501
        +100   wait
        """);
  }

  @Test
  void theTimeOutIsNotWhatProbesMadeOfIt() {
    TcpScript.run(
        """
        open
        +0     write 1000
        +0     > P. 1:1001(1000) ack 1
        +0     < .  1:1(0) ack 1001 win 0
        +0     write 500
        +0.2   > .  1001:1002(1) ack 1
        +0     < .  1:1(0) ack 1001 win 0
        +0.4   > .  1001:1002(1) ack 1
        +0     < .  1:1(0) ack 1001 win 512
        +0     > .  1001:1002(1) ack 1
        +0     > P. 1002:1501(499) ack 1                     # both lost
        +0.2   > P. 1001:1501(500) ack 1
        """);
  }

  @Test
  void aProbeThatIsTakenIsFollowedByTheNext() {
    TcpScript.run(
        """
        open
        +0     write 1000
        +0     > P. 1:1001(1000) ack 1
        +0     < .  1:1(0) ack 1001 win 0
        +0     write 3
        +0.2   > .  1001:1002(1) ack 1
        +0     < .  1:1(0) ack 1002 win 0
        +0.2   > .  1002:1003(1) ack 1
        +0     < .  1:1(0) ack 1003 win 0
        +0.2   > .  1003:1004(1) ack 1
        +0     < .  1:1(0) ack 1004 win 0
        +100   wait
        """);
  }

  @Test
  void aConnectionStaysAsLongAsProbesAreAnswered() {
    TcpScript.run(
        """
        open
        +0     < .  1:1(0) ack 1 win 0
        +0     write 3
        +0.2   > .  1:2(1) ack 1
        +0     < .  1:1(0) ack 1 win 0
        +0.4   > .  1:2(1) ack 1
        +0.8   > .  1:2(1) ack 1
        +1.6   > .  1:2(1) ack 1
        +3.2   > .  1:2(1) ack 1
        +6.4   > .  1:2(1) ack 1
        +12.8  > .  1:2(1) ack 1
        +25.6  > .  1:2(1) ack 1
        +0     < .  1:1(0) ack 1 win 0
        +51.2  > .  1:2(1) ack 1
        +0     < .  1:1(0) ack 1 win 0
        +60    > .  1:2(1) ack 1
        +0     < .  1:1(0) ack 1 win 0
        +60    > .  1:2(1) ack 1
        +60    > R. 2:2(0) ack 1                             # two minutes without an answer
        +0     reset
        """);
  }

  @Test
  void finGoesOutAtAClosedWindowWhenAllTextIsThere() {
    TcpScript.run(
        """
        open
        +0     write 10
        +0     > P. 1:11(10) ack 1
        +0     < .  1:1(0) ack 11 win 0
        +0     shutdown
        +0     > F. 11:11(0) ack 1
        +0.2   > F. 11:11(0) ack 1
        +0.4   > F. 11:11(0) ack 1
        +0     < .  1:1(0) ack 12 win 0
        +100   wait
        """);
  }

  @Test
  void finWaitsForTheTextBeforeIt() {
    TcpScript.run(
        """
        open
        +0     write 10
        +0     > P. 1:11(10) ack 1
        +0     < .  1:1(0) ack 11 win 0
        +0     write 20
        +0     shutdown
        +0.2   > .  11:12(1) ack 1
        +0     < .  1:1(0) ack 11 win 0
        +0.1   < .  1:1(0) ack 11 win 512
        +0     > .  11:12(1) ack 1
        +0     > FP. 12:31(19) ack 1
        +0     < .  1:1(0) ack 32
        +100   wait
        """);
  }

  @Test
  void finWaitsBehindAProbeOfTheLastByte() {
    TcpScript.run(
        """
        open
        +0     < .  1:1(0) ack 1 win 0
        +0     write 1
        +0     shutdown
        +0.2   > .  1:2(1) ack 1
        +0.4   > .  1:2(1) ack 1
        +0.8   > .  1:2(1) ack 1
        +0     < .  1:1(0) ack 1 win 512
        +0     > P. 1:2(1) ack 1
        +0     > F. 2:2(0) ack 1
        +0     < .  1:1(0) ack 3
        +100   wait
        """);
  }

  @Test
  void theTimeOutBeginsWhenTheTextGoesOut() {
    TcpScript.run(
        """
        open
        +0     < .  1:1(0) ack 1 win 0
        +0     write 100
        +0.15  < .  1:1(0) ack 1 win 512
        +0     > P. 1:101(100) ack 1
        +0.2   > P. 1:101(100) ack 1
        """);
  }

  @Test
  void aWindowThatShrinksUnderTextInFlightIsProbed() {
    TcpScript.run(
        """
        open
        +0     write 5792
        +0     > P. 1:5793(5792) ack 1 gso 1448
        +0     < .  1:1(0) ack 1449 win 0                    # RFC 9293, MUST-34
        +0.2   > .  1449:1450(1) ack 1
        +0     < .  1:1(0) ack 1449 win 0
        +0.4   > .  1449:1450(1) ack 1
        +0     < .  1:1(0) ack 1449 win 512
        +0     > P. 1449:5793(4344) ack 1 gso 1448
        """);
  }

  @Test
  void answersToProbesAreNoSignOfLoss() {
    TcpScript.run(
        """
        open mss 1460 win 1000
        +0     < .  1:1(0) ack 1 win 0
        +0     write 3
        +0.2   > .  1:2(1) ack 1
        +0     < .  1:1(0) ack 1 win 0
        +0     < .  1:1(0) ack 1 win 0
        +0     < .  1:1(0) ack 1 win 0
        +0     < .  1:1(0) ack 1 win 0
        +0.4   > .  1:2(1) ack 1
        """);
  }
}
