package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Relays that call back from within every event. */
class ReentrancyTest {
  @Test
  void cuttingFromWithinDataEndsIt() {
    TcpScript.run(
        """
        open
        +0     on data abort
        +0     < FP. 1:101(100) ack 1
        +0     data 100
        +0     > R. 1:1(0) ack 1
        """);
  }

  @Test
  void cuttingFromWithinDataThatWaitedEndsIt() {
    TcpScript.run(
        """
        open
        +0     taking 0
        +0     < .  1:1001(1000) ack 1
        +0     < FP. 1001:2001(1000) ack 1
        +0     > .  1:1(0) ack 2002
        +0     on data abort
        +0     taking 100
        +0     resume
        +0     data 100
        +0     > R. 1:1(0) ack 2002
        """);
    TcpScript.run(
        """
        open
        +0     taking 0
        +0     shutdown
        +0     > F. 1:1(0) ack 1
        +0     < .  1:1(0) ack 2
        +0     < FP. 1:2001(2000) ack 2
        +0     > .  2:2(0) ack 2002
        +0     on data abort                                 # in TIME-WAIT
        +0     taking 100
        +0     resume
        +0     data 100
        +61    < .  2002:2002(0) ack 2
        +0     > R  2:2(0)
        """);
    TcpScript.run(
        """
        open
        +0     < .  1001:2001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1001:2001>
        +0     taking 0
        +0     < .  1:1001(1000) ack 1
        +0     > .  1:1(0) ack 2001
        +0     on data abort
        +0     taking 100
        +0     resume
        +0     data 100
        +0     > R. 1:1(0) ack 2001
        """);
  }

  @Test
  void cuttingWhereAGapIsFilledEndsIt() {
    TcpScript.run(
        """
        open
        +0     < .  1001:2001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1001:2001>
        +0     on data abort
        +0     < .  1:1001(1000) ack 1
        +0     data 1000
        +0     > R. 1:1(0) ack 1
        """);
  }

  @Test
  void cuttingFromWithinTheEndEndsIt() {
    TcpScript.run(
        """
        open
        +0     on end abort
        +0     < FP. 1:101(100) ack 1
        +0     data 100
        +0     end
        +0     > R. 1:1(0) ack 102
        """);
    TcpScript.run(
        """
        open
        +0     shutdown
        +0     > F. 1:1(0) ack 1
        +0     on end abort
        +0     < F. 1:1(0) ack 2
        +0     end
        +0     > R. 2:2(0) ack 2
        """);
  }

  @Test
  void answeringTheEndWithOnesOwnIsTheUsualThing() {
    TcpScript.run(
        """
        open
        +0     on end shutdown
        +0     < F. 1:1(0) ack 1
        +0     end
        +0     > F. 1:1(0) ack 2
        +0     < .  2:2(0) ack 2
        +0     closed
        """);
    TcpScript.run(
        """
        open
        +0     on end write one and shutdown
        +0     < F. 1:1(0) ack 1
        +0     end
        +0     > FP. 1:2(1) ack 2
        +0     < .  2:2(0) ack 3
        +0     closed
        """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"accept", "resume"})
  void callsThatComeTooLateDoNothing(String call) {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +0     on established %s
        +0     < .  1:1(0) ack 1
        +0     established
        """
            .formatted(call));
  }

  @Test
  void aFlowMayBeCutWrittenToOrShutWhenItIsEstablished() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +0     on established abort
        +0     < P. 1:11(10) ack 1
        +0     established
        +0     > R. 1:1(0) ack 1
        """);
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +0     on established write one and shutdown
        +0     < F. 1:1(0) ack 1
        +0     established
        +0     end
        +0     > FP. 1:2(1) ack 2
        """);
    TcpScript.run(
        """
        +0     connect
        +0     > S  0:0(0) <...>
        +0     on established abort
        +0     < S. 0:0(0) ack 1
        +0     established
        +0     > R. 1:1(0) ack 1
        """);
  }

  @Test
  void roomThatWasReservedIsGoneWithTheEnd() {
    TcpScript.run(
        """
        open
        +0     reserve and shutdown
        +0     > F. 1:1(0) ack 1
        """);
  }

  @Test
  void aFlowMayBeCutOrShutWhenThereIsRoom() {
    for (String call : new String[] {"abort", "shutdown", "write one and shutdown"}) {
      String seen =
          switch (call) {
            case "abort" -> "+0 > R. 10001:10001(0) ack 1";
            case "shutdown" -> "+0 > F. 10001:10001(0) ack 1";
            default -> "+0 > FP. 10001:10002(1) ack 1";
          };
      TcpScript.run(
          """
          set send 10000
          open
          +0     fill 10000
          +0     > P. 1:10001(10000) ack 1 gso 1448
          +0     on room %s
          +0     < P. 1:11(10) ack 10001
          +0     room
          """
                  .formatted(call)
              + (call.equals("abort") ? "" : "+0 data 10\n")
              + seen.replace("ack 1", call.equals("abort") ? "ack 1" : "ack 11")
              + "\n");
    }
  }
}
