package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Explicit congestion notification (RFC 3168, 6.1): what is agreed on, and what is told. */
class EcnTest {
  private static final String OPEN =
      """
      +0     < SEC 0:0(0) <mss 1460>
      +0     dialled
      +0     accept
      +0     > SE. 0:0(0) ack 1 <mss 1460> none
      +0     < .  1:1(0) ack 1
      +0     established
      """;

  @Test
  void aGuestThatOffersEcnIsToldThatItIsUnderstood() {
    TcpScript.run(OPEN + "+1 wait\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"S", "SE", "SC"})
  void lessThanBothFlagsIsNoOffer(String syn) {
    TcpScript.run(
        """
        +0     < %s 0:0(0) <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460> none
        +0     < .  1:1(0) ack 1
        +0     established
        +0     < .  1:11(10) ack 1 ce                        # not agreed on: means nothing
        +0     data 10
        +0.01  > .  1:1(0) ack 11
        """
            .formatted(syn));
  }

  @Test
  void congestionIsToldInEverySegmentUntilTheGuestHasSlowedDown() {
    for (String ip : new String[] {"4", "6"}) {
      TcpScript.run(
          "set ip "
              + ip
              + " mtu 1520\n"
              + OPEN.replace("> SE. 0:0(0) ack 1 <mss 1460>", "> SE. 0:0(0) ack 1 <...>")
              + """
              +0     < P. 1:11(10) ack 1 ect
              +0     data 10
              +0.01  > .  1:1(0) ack 11
              +0     < P. 11:21(10) ack 1 ce
              +0     data 10
              +0.01  > E. 1:1(0) ack 21
              +0     < P. 21:31(10) ack 1 ect
              +0     data 10
              +0     write 10
              +0     > PE. 1:11(10) ack 31
              +0     < PC. 31:41(10) ack 11 ect              # it has slowed down
              +0     data 10
              +0.01  > .  11:11(0) ack 41
              +0     < PC. 41:51(10) ack 11 ce               # and hears of the next mark
              +0     data 10
              +0.01  > E. 11:11(0) ack 51
              """);
    }
  }

  @Test
  void marksOfWhatIsNotTakenAreNotBelieved() {
    // RFC 3168, 6.1.6: of a segment outside the window; and of an acknowledgment without text
    TcpScript.run(
        OPEN
            + """
            +0     < P. 900000:900010(10) ack 1 ce
            +0     > .  1:1(0) ack 1
            +0     < .  1:1(0) ack 1 ce
            +0     < P. 1:11(10) ack 1
            +0     data 10
            +0.01  > .  1:1(0) ack 11
            """);
  }

  @Test
  void theStackOffersEcnAndUsesItWhenTheGuestAgrees() {
    TcpScript.run(
        """
        +0     connect
        +0     > SEC 0:0(0) <...> none
        +0     < SE. 0:0(0) ack 1 <mss 1460>
        +0     established
        +0     > .  1:1(0) ack 1
        +0     < P. 1:11(10) ack 1 ce
        +0     data 10
        +0.01  > E. 1:1(0) ack 11
        """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"S.", "SEC.", "SC."})
  void aGuestThatDoesNotAgreeOrRepeatsWhateverItGetsHearsNothing(String answer) {
    TcpScript.run(
        """
        +0     connect
        +0     > SEC 0:0(0) <...>
        +0     < %s 0:0(0) ack 1 <mss 1460>
        +0     established
        +0     > .  1:1(0) ack 1
        +0     < P. 1:11(10) ack 1 ce
        +0     data 10
        +0.01  > .  1:1(0) ack 11
        """
            .formatted(answer));
  }

  @Test
  void aSynThatWasNotAnsweredComesAgainWithoutTheOffer() {
    // RFC 3168, 6.1.1.1
    TcpScript.run(
        """
        +0     connect
        +0     > SEC 0:0(0) <...>
        +1     > S  0:0(0) <...> none
        +0     < SE. 0:0(0) ack 1 <mss 1460>
        +0     established
        +0     > .  1:1(0) ack 1
        +0     < P. 1:11(10) ack 1 ce
        +0     data 10
        +0.01  > .  1:1(0) ack 11
        """);
  }
}
