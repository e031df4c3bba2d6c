package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/** What the stack does about marks of congestion on what it sends: RFC 3168, 6.1.2. */
class EcnSendingTest {
  private static final String OPEN =
      """
      +0     < SEC 0:0(0) win 64240 <mss 1460,sackOK,TS,nop,wscale 7>
      +0     dialled
      +0     accept
      +0     > SE. 0:0(0) ack 1 <...> none
      +0.04  < .  1:1(0) ack 1 win 512
      +0     established
      """;

  // checklist: 13; RFC 3168, 6.1.4 and 6.1.5
  @Test
  void onlyNewTextMayBeMarked() {
    TcpScript.run(
        OPEN
            + """
            +0     write 1000
            +0     > P. 1:1001(1000) ack 1 ect
            +0     < P. 1:11(10) ack 1
            +0     data 10
            +0.01  > .  1001:1001(0) ack 11 none
            +0.19  > P. 1:1001(1000) ack 11 none
            +0     < .  11:11(0) ack 1001
            +0     shutdown
            +0     > F. 1001:1001(0) ack 11 none
            """);
  }

  @Test
  void anEchoLowersTheWindowOnceInARoundTripAndTheGuestIsTold() {
    TcpScript.run(
        OPEN
            + """
            +0     write 14480
            +0     > P. 1:14481(14480) ack 1 gso 1448 ect
            +0.04  < E. 1:1(0) ack 7241
            +0     < E. 1:1(0) ack 14481                     # the same flight
            +0     write 60000
            +0     > C. 14481:15929(1448) ack 1 ect          # alone: CWR is not in all of a frame
            +0     > .  15929:24617(8688) ack 1 gso 1448 ect # seven in all
            +0.04  < E. 1:1(0) ack 17377                     # marked anew
            +0     < .  1:1(0) ack 24617
            +0     > C. 24617:26065(1448) ack 1 ect
            +0     > .  26065:31857(5792) ack 1 gso 1448 ect
            """);
  }

  @Test
  void aLossIsToldAsWell() {
    TcpScript.run(
        OPEN
            + """
            +0     write 14480
            +0     > P. 1:14481(14480) ack 1 gso 1448 ect
            +0.04  < .  1:1(0) ack 1 <TS,sack 1449:14481>
            +0     > .  1:1449(1448) ack 1 none
            +0.04  < E. 1:1(0) ack 14481                     # of before the loss was seen
            +0     write 1000
            +0     > PC. 14481:15481(1000) ack 1 ect
            +0     write 1000
            +0     > P. 15481:16481(1000) ack 1 ect
            """);
  }

  // RFC 3168, 6.1.1: in a SYN/ACK the flag says something else
  @Test
  void whatAgreesOnEcnIsNoEcho() {
    TcpScript.run(
        """
        +0     connect
        +0     > SEC 0:0(0) <...> none
        +0     < SE. 0:0(0) ack 1 win 64000 <mss 1460>
        +0     established
        +0     > .  1:1(0) ack 1
        +0     write 14600
        +0     > P. 1:14601(14600) ack 1 gso 1460 ect
        """);
  }

  @Test
  void anEchoThatWasNotAgreedOnMeansNothing() {
    TcpScript.run(
        """
        open rtt 0.04
        +0     write 14480
        +0     > P. 1:14481(14480) ack 1 gso 1448 none
        +0.04  < E. 1:1(0) ack 14481
        +0     write 28960
        +0     > P. 14481:43441(28960) ack 1 gso 1448 none
        """);
  }
}
