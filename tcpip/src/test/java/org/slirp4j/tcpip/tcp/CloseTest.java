package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/**
 * How connections end: in which order, with what still under way, and by force; checklist 1a.9 and
 * 1b, half-close both ways (microsandbox #1181: a FIN of the guest that was not passed on).
 */
class CloseTest {
  @Test
  void theFarEndClosesFirstAndTheGuestTalksOnForHours() {
    TcpScript.run(
        """
        set idle 0
        open
        +0     write 10
        +0     > P. 1:11(10) ack 1
        +0     shutdown
        +0     > F. 11:11(0) ack 1
        +0     < .  1:1(0) ack 12
        +3600  < P. 1:101(100) ack 12
        +0     data 100
        +0.01  > .  12:12(0) ack 101
        +36000 < P. 101:201(100) ack 12
        +0     data 100
        +0.01  > .  12:12(0) ack 201
        +3600  < F. 201:201(0) ack 12
        +0     end
        +0     closed
        +0     > .  12:12(0) ack 202
        +100   < .  202:202(0) ack 12                        # all is forgotten
        +0     > R  12:12(0)
        """);
  }

  @Test
  void theGuestClosesFirstAndTheFarEndTalksOnForHours() {
    TcpScript.run(
        """
        set idle 0
        open
        +0     < FP. 1:11(10) ack 1
        +0     data 10
        +0     end
        +0     > .  1:1(0) ack 12
        +3600  write 1000
        +0     > P. 1:1001(1000) ack 12
        +0     < .  12:12(0) ack 1001
        +36000 write 1000
        +0     > P. 1001:2001(1000) ack 12
        +0     shutdown
        +0     > F. 2001:2001(0) ack 12
        +0     < .  12:12(0) ack 2002
        +0     closed
        +0     < .  12:12(0) ack 2002
        +0     > R  2002:2002(0)
        """);
  }

  @Test
  void bothCloseAtOnce() {
    TcpScript.run(
        """
        open
        +0     shutdown
        +0     > F. 1:1(0) ack 1
        +0     < F. 1:1(0) ack 1
        +0     end
        +0     > .  2:2(0) ack 2
        +0     < .  2:2(0) ack 2
        +0     closed
        """);
    TcpScript.run(
        """
        open
        +0     shutdown
        +0     > F. 1:1(0) ack 1
        +0     < F. 1:1(0) ack 2
        +0     end
        +0     closed
        +0     > .  2:2(0) ack 2
        """);
  }

  @Test
  void finFollowsAllTextThatWasQueued() {
    TcpScript.run(
        """
        open
        +0     write 20000
        +0     > .  1:14481(14480) ack 1 gso 1448
        +0     shutdown
        +0     fill 0
        +0     < .  1:1(0) ack 14481
        +0     > FP. 14481:20001(5520) ack 1 gso 1448
        +0     < .  1:1(0) ack 20001
        +0.2   > F. 20001:20001(0) ack 1
        +0     < .  1:1(0) ack 20002
        """);
    TcpScript.run(
        """
        open
        +0     on data write one and shutdown
        +0     < P. 1:11(10) ack 1
        +0     data 10
        +0     > FP. 1:2(1) ack 11
        """);
  }

  @Test
  void theEndIsToldToAHandlerThatComesLate() {
    TcpScript.run(
        """
        open
        +0     taking 0
        +0     < FP. 1:101(100) ack 1
        +0     > .  1:1(0) ack 102
        +0     shutdown
        +0     > F. 1:1(0) ack 102
        +0     < .  102:102(0) ack 2                         # the guest has nothing left to say
        +70    taking all
        +0     resume
        +0     data 100
        +0     end
        +0     closed
        +100   < .  102:102(0) ack 2
        +0     > R  2:2(0)
        """);
    TcpScript.run(
        """
        open
        +0     taking 0
        +0     shutdown
        +0     > F. 1:1(0) ack 1
        +0     < .  1:1(0) ack 2
        +0     < FP. 1:101(100) ack 2
        +0     > .  2:2(0) ack 102
        +150   taking all
        +0     resume
        +0     data 100
        +0     end
        +0     closed
        +100   < .  102:102(0) ack 2
        +0     > R  2:2(0)
        """);
  }

  @Test
  void aRelayThatCutsWhatIsOverLeavesNothingBehind() {
    TcpScript.run(
        """
        open
        +0     taking 0
        +0     < FP. 1:101(100) ack 1
        +0     > .  1:1(0) ack 102
        +0     shutdown
        +0     > F. 1:1(0) ack 102
        +0     < .  102:102(0) ack 2
        +1     abort
        +1     < F. 101:101(0) ack 2                         # TIME-WAIT goes on for the guest
        +0     > .  2:2(0) ack 102
        +61    < .  102:102(0) ack 2
        +0     > R  2:2(0)
        """);
  }

  @Test
  void theRelayCutsAConnection() {
    TcpScript.run(
        """
        open
        +0     write 100
        +0     > P. 1:101(100) ack 1
        +0     < P. 1:11(10) ack 1
        +0     data 10
        +0     abort
        +0     > R. 101:101(0) ack 11
        +0     accept
        +0     shutdown
        +0     resume
        +0     fill 0
        +0     abort
        +0     < .  11:11(0) ack 101
        +0     > R  101:101(0)
        """);
  }

  @Test
  void theGuestCutsAConnection() {
    for (String before :
        new String[] {
          "",
          "+0 shutdown\n+0 > F. 1:1(0) ack 1\n",
          "+0 shutdown\n+0 > F. 1:1(0) ack 1\n+0 < . 1:1(0) ack 2\n",
          "+0 write 100\n+0 > P. 1:101(100) ack 1\n",
          "+0 taking 0\n+0 < . 1:1(0) ack 1\n",
        }) {
      TcpScript.run("open\n" + before + "+0 < R. 1:1(0) ack 1\n+0 reset\n");
    }
    TcpScript.run(
        """
        open
        +0     < F. 1:1(0) ack 1
        +0     end
        +0     > .  1:1(0) ack 2
        +0     < R  2:2(0)
        +0     reset
        """);
  }

  @Test
  void aResetWithTextIsAReset() {
    TcpScript.run(
        """
        open
        +0     < RP. 1:11(10) ack 1
        +0     reset
        """);
  }

  @Test
  void aResetDropsWhatTheHandlerHasNotTaken() {
    TcpScript.run(
        """
        open
        +0     taking 0
        +0     < P. 1:5001(5000) ack 1 gso 1448
        +0     > .  1:1(0) ack 5001
        +0     < .  9001:10001(1000) ack 1
        +0     > .  1:1(0) ack 5001 <TS,sack 9001:10001>
        +0     < R. 5001:5001(0) ack 1
        +0     reset
        +0     resume
        """);
  }
}
