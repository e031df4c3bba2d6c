package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/**
 * What the guest is allowed to send while the handler does not take everything: checklist 1a.8 and
 * 1b, back-pressure; RFC 7323, 2.4.
 */
class ReceiveWindowTest {
  @Test
  void theWindowClosesAsTheQueueFillsAndOpensWhenItIsEmptied() {
    TcpScript.run(
        """
        set receive 8000
        open mss 1460 win 65535
        +0     taking 0
        +0     < .  1:2921(2920) ack 1 gso 1460
        +0     > .  1:1(0) ack 2921 win 5080
        +0     < .  2921:7301(4380) ack 1 gso 1460
        +0     > .  1:1(0) ack 7301 win 700
        +0     < .  7301:8001(700) ack 1
        +0.01  > .  1:1(0) ack 8001 win 0
        +0.2   < .  8001:8002(1) ack 1                       # probes
        +0     > .  1:1(0) ack 8001 win 0
        +0.4   < .  8000:8000(0) ack 1
        +0     > .  1:1(0) ack 8001 win 0
        +1     taking all
        +0     resume
        +0     data 8000
        +0     > .  1:1(0) ack 8001 win 8000
        +0     < .  8001:8002(1) ack 1
        +0     data 1
        +0.01  > .  1:1(0) ack 8002 win 7999                 # no small steps
        """);
  }

  @Test
  void littleRoomIsNotToldOf() {
    TcpScript.run(
        """
        set receive 8000
        open mss 1460 win 65535
        +0     taking 0
        +0     < .  1:8001(8000) ack 1 gso 1460
        +0     > .  1:1(0) ack 8001 win 0
        +0     taking 1459
        +0     resume
        +0     data 1459
        +0     taking 1
        +0     resume
        +0     data 1
        +0     > .  1:1(0) ack 8001 win 1460
        """);
  }

  @Test
  void whatTheHandlerLeavesIsOfferedAgainBeforeWhatFollows() {
    TcpScript.run(
        """
        open
        +0     taking 300
        +0     < .  1:1001(1000) ack 1
        +0     data 300
        +0     < .  1001:2001(1000) ack 1
        +0     > .  1:1(0) ack 2001 win 32643                # 300 are too few to tell of
        +0     taking 1000
        +0     resume
        +0     data 1000
        +0     taking all
        +0     resume
        +0     data 700
        +0     > .  1:1(0) ack 2001 win 32768
        """);
  }

  @Test
  void finIsToldOfAfterAllTextBeforeIt() {
    TcpScript.run(
        """
        open
        +0     taking 0
        +0     < FP. 1:1001(1000) ack 1
        +0     > .  1:1(0) ack 1002
        +1     taking 999
        +0     resume
        +0     data 999
        +1     taking 1
        +0     resume
        +0     data 1
        +0     end
        """);
  }

  @Test
  void smallSegmentsDoNotPushTheEdgeForEver() {
    // 131072 need a shift of 2, so an odd window cannot be told exactly.
    StringBuilder script =
        new StringBuilder(
            """
            set receive 131072
            open mss 1460,nop,wscale 0 win 65535
            +0     taking 0
            +0     < .  1:60001(60000) ack 1 gso 1460
            +0     > .  1:1(0) ack 60001 win 17768
            +0     < .  60001:120001(60000) ack 1 gso 1460
            +0     > .  1:1(0) ack 120001 win 2768
            +0     < .  120001:131041(11040) ack 1 gso 1460
            +0     > .  1:1(0) ack 131041 win 8
            """);
    int[] windows = {8, 8, 8, 8, 7, 7, 7, 7, 6, 6, 6, 6, 5, 5, 5, 5, 4, 4, 4, 4, 3, 3, 3, 3};
    for (int i = 0; i < windows.length; i++) {
      int at = 131_041 + i;
      script.append("+0 < . %d:%d(1) ack 1\n".formatted(at, at + 1));
      script.append("+0.01 > . 1:1(0) ack %d win %d\n".formatted(at + 1, windows[i]));
    }
    TcpScript.run(script.toString());
  }

  @Test
  void aSuperSegmentMayLieAcrossTheWholeWindow() {
    TcpScript.run(
        """
        set receive 8000
        open mss 1460 win 65535
        +0     taking 0
        +0     < .  1:7001(7000) ack 1 gso 1460
        +0     > .  1:1(0) ack 7001 win 1000
        +0     < .  1:9001(9000) ack 1 gso 1460
        +0     > .  1:1(0) ack 8001 win 0
        """);
  }

  @Test
  void atAClosedWindowAcknowledgmentsAndResetsStillCount() {
    TcpScript.run(
        """
        set receive 4000
        open mss 1460 win 65535
        +0     taking 0
        +0     < .  1:4001(4000) ack 1 gso 1460
        +0     > .  1:1(0) ack 4001 win 0
        +0     write 1000
        +0     > P. 1:1001(1000) ack 4001 win 0
        +0     < .  4001:4002(1) ack 1001                    # RFC 9293, MUST-66
        +0     > .  1001:1001(0) ack 4001 win 0
        +9     < R. 4001:4001(0) ack 1001
        +0     reset
        """);
  }

  @Test
  void finAtAClosedWindowIsTaken() {
    TcpScript.run(
        """
        set receive 4000
        open mss 1460 win 65535
        +0     taking 0
        +0     < .  1:4001(4000) ack 1 gso 1460
        +0     > .  1:1(0) ack 4001 win 0
        +0     < F. 4001:4001(0) ack 1
        +0     > .  1:1(0) ack 4002 win 0
        +0     taking all
        +0     resume
        +0     data 4000
        +0     end
        """);
    TcpScript.run(
        """
        set receive 4000
        open mss 1460 win 65535
        +0     taking 0
        +0     < F. 1:4001(4000) ack 1 gso 1460              # FIN just behind the window
        +0     > .  1:1(0) ack 4002 win 0
        """);
  }
}
