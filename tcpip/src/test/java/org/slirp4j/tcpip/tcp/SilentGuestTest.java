package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/** Connections to a guest that has not said where it is (RFC 826; RFC 1122, 2.3.2; RFC 4861). */
class SilentGuestTest {
  @Test
  void theSynLeavesAsSoonAsTheAnswerComes() {
    TcpScript.run(
        """
        set guest silent
        +0     connect
        +0     > ask
        +0.003 < ask
        +0     > S  0:0(0) win 65535 <mss 1460,wscale 4,sackOK,TS ecr 0>
        +0     < S. 0:0(0) ack 1 <mss 1460>
        +0     established
        +0     > .  1:1(0) ack 1
        """);
  }

  @Test
  void theRetransmissionTimerBeginsWithTheSyn() {
    TcpScript.run(
        """
        set guest silent
        +0     connect
        +0     > ask
        +0.7   < ask
        +0     > S  0:0(0) <...>
        +1     > S  0:0(0) <...>
        +2     > S  0:0(0) <...>
        """);
  }

  @Test
  void itIsAskedThreeTimesAndThenTheConnectionIsOver() {
    TcpScript.run(
        """
        set guest silent
        +0     connect
        +0     > ask
        +1     > ask
        +1     > ask
        +1     reset
        +100   wait
        +0     connect
        +0     > ask
        """);
  }

  @Test
  void anAnswerToTheLastQuestionIsInTime() {
    TcpScript.run(
        """
        set guest silent
        +0     connect
        +0     > ask
        +1     > ask
        +1     > ask
        +0.99  < ask
        +0     > S  0:0(0) <...>
        """);
  }

  @Test
  void anyPacketOfTheGuestAnswersTheQuestion() {
    TcpScript.run(
        """
        set guest silent
        +0     connect
        +0     > ask
        +0.5   @2 < S 0:0(0)
        +0     > S  0:0(0) <...>
        +0     @2 dialled
        """);
  }

  @Test
  void manyConnectionsWaitForOneAnswer() {
    TcpScript.run(
        """
        set guest silent
        +0     connect
        +0     > ask
        +0.1   @2 connect
        +0.1   @3 connect
        +0     < ask
        +0     @3 > S  0:0(0) <...>
        +0     @2 > S  0:0(0) <...>
        +0     > S  0:0(0) <...>
        """);
    TcpScript.run(
        """
        set guest silent
        +0     connect
        +0     > ask
        +0.1   @2 connect
        +0.9   > ask
        +1     > ask
        +1     reset
        +0     @2 reset
        """);
  }

  @Test
  void whoGivesUpWhileWaitingSendsNothing() {
    TcpScript.run(
        """
        set guest silent
        +0     connect
        +0     > ask
        +0     @2 connect
        +0     @3 connect
        +0.1   @2 abort
        +0     abort
        +0.1   < ask
        +0     @3 > S  0:0(0) <...>
        """);
  }

  @Test
  void aHandlerMayCutWhatIsOver() {
    TcpScript.run(
        """
        set guest silent
        +0     connect
        +0     > ask
        +0     on reset abort
        +1     > ask
        +1     > ask
        +1     reset
        """);
  }

  @Test
  void aDeviceThatIsFullAsksLater() {
    TcpScript.run(
        """
        set guest silent
        +0     device 0
        +0     connect
        +0.5   device all
        +0     > ask
        +0.1   < ask
        +0     > S  0:0(0) <...>
        """);
  }

  @Test
  void overIpv6ItIsTheSame() {
    TcpScript.run(
        """
        set ip 6 guest silent
        +0     connect
        +0     > ask
        +1     > ask
        +0.003 < ask
        +0     > S  0:0(0) win 65535 <mss 1440,wscale 4,sackOK,TS ecr 0>
        +0     < S. 0:0(0) ack 1 <mss 1440>
        +0     established
        +0     > .  1:1(0) ack 1
        """);
    TcpScript.run(
        """
        set ip 6 guest silent
        +0     connect
        +0     > ask
        +1     > ask
        +1     > ask
        +1     reset
        """);
  }
}
