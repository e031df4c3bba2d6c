package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How it is found out that a container has gone without a word, and that it has not. */
class KeepAliveTest {
  private static final String DEAD =
      """
      +75    > R. 1:1(0) ack 1
      +0     reset
      """;

  @Test
  void afterTwoIdleHoursTheGuestIsAsked() {
    // RFC 9293, MUST-28; RFC 5382, REQ-5: two hours and four minutes at least
    TcpScript.run(
        """
        open
        +7200  > .  0:0(0) ack 1
        +1     < .  1:1(0) ack 1
        +7200  > .  0:0(0) ack 1
        +1     < P. 1:11(10) ack 1                           # any segment is an answer
        +0     data 10
        +0.01  > .  1:1(0) ack 11
        +7199.99 > .  0:0(0) ack 11
        """);
  }

  @Test
  void whoeverSpeaksIsNotAsked() {
    TcpScript.run(
        """
        open
        +7000  write 10
        +0     > P. 1:11(10) ack 1
        +0     < .  1:1(0) ack 11
        +7000  < P. 1:11(10) ack 11
        +0     data 10
        +0.01  > .  11:11(0) ack 11
        +7199.99 > .  10:10(0) ack 11
        """);
  }

  @Test
  void onlyAfterNineQuestionsIsTheConnectionDead() {
    // RFC 9293, MUST-29: one that goes unanswered means nothing
    TcpScript.run("open\n+7200 > . 0:0(0) ack 1\n" + asked(8, "0:0(0) ack 1") + DEAD);
    TcpScript.run(
        "open\n+7200 > . 0:0(0) ack 1\n"
            + asked(8, "0:0(0) ack 1")
            + """
            +74    < .  1:1(0) ack 1                         # in the last second
            +7200  > .  0:0(0) ack 1
            """
            + asked(8, "0:0(0) ack 1")
            + DEAD);
  }

  private static String asked(int times, String question) {
    return ("+75 > . " + question + "\n").repeat(times);
  }

  @Test
  void aGuestThatHasGoneAfterItsFinIsFoundOut() {
    // CLOSE-WAIT: the far end has nothing to say, so nothing would ever be in flight
    TcpScript.run(
        """
        set idle 100 interval 10 probes 2
        open
        +0     < F. 1:1(0) ack 1
        +0     end
        +0     > .  1:1(0) ack 2
        +100   > .  0:0(0) ack 2
        +10    > .  0:0(0) ack 2
        +10    > R. 1:1(0) ack 2
        +0     reset
        """);
  }

  @Test
  void aGuestThatHasGoneAfterOurFinIsFoundOut() {
    // slirp4netns #350: FIN-WAIT-2 for ever
    TcpScript.run(
        """
        set idle 100 interval 10 probes 2
        open
        +0     shutdown
        +0     > F. 1:1(0) ack 1
        +0     < .  1:1(0) ack 2
        +100   > .  1:1(0) ack 1
        +10    > .  1:1(0) ack 1
        +10    > R. 2:2(0) ack 1
        +0     reset
        """);
  }

  @Test
  void aGuestThatHasForgottenTheConnectionEndsIt() {
    TcpScript.run(
        """
        open
        +7200  > .  0:0(0) ack 1
        +0     < R  1:1(0)
        +0     reset
        """);
  }

  @Test
  void whatIsInFlightIsQuestionEnough() {
    // RFC 9293, MUST-26
    TcpScript.run(
        """
        set idle 2 interval 1 probes 2 offload none
        open mss 1460 win 65535
        +0     write 10
        +0     > P. 1:11(10) ack 1
        +0.2   > P. 1:11(10) ack 1
        +0.4   > P. 1:11(10) ack 1
        +0.8   > P. 1:11(10) ack 1
        +1.6   > P. 1:11(10) ack 1
        +0     < .  1:1(0) ack 11
        +2     > .  10:10(0) ack 1
        """);
  }

  @Test
  void theTimeOutsAreTheUsers() {
    // RFC 9293, MUST-20, MUST-21: R1, here of two retransmissions, and R2, here of two seconds
    TcpScript.run(
        """
        set r1 2 r2 2 offload none
        open mss 1460 win 65535
        +0     write 10
        +0     > P. 1:11(10) ack 1
        +0.2   > P. 1:11(10) ack 1
        +0     stalls 0
        +0.4   > P. 1:11(10) ack 1
        +0     stalls 1
        +0.8   > P. 1:11(10) ack 1
        +1.6   > R. 11:11(0) ack 1
        +0     reset
        +0     stalls 1
        """);
    TcpScript.run(
        """
        set synr2 2
        +0     connect
        +0     > S  0:0(0) <...>
        +1     > S  0:0(0) <...>
        +2     reset
        """);
  }

  @Test
  void theyCanBeTurnedOff() {
    // RFC 9293, MUST-24
    TcpScript.run("set idle 0\nopen\n+1000000 wait\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory none", "device 0"})
  void aQuestionThatCannotBeAskedAtOnceIsAskedLater(String obstacle) {
    boolean device = obstacle.startsWith("device");
    TcpScript.run(
        "set idle 100\nopen\n+50 "
            + obstacle
            + (device ? "\n+60 device all\n+0 > . 0:0(0) ack 1\n" : "\n+50 > . 0:0(0) ack 1\n"));
  }
}
