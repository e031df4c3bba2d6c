package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/**
 * What is left of a connection that the stack's side closed first: checklist 1b, TIME-WAIT with
 * many short connections (RFC 6191; RFC 9293, MAY-2).
 */
class TimeWaitTest {
  private static final String CLOSED =
      """
      open
      +0     < P. 1:101(100) ack 1 <TS val 1000>
      +0     data 100
      +0.01  > .  1:1(0) ack 101
      +0     shutdown
      +0     > F. 1:1(0) ack 101
      +0     < F. 101:101(0) ack 2 <TS val 1000>
      +0     end
      +0     closed
      +0     > .  2:2(0) ack 102
      """;

  @Test
  void aRepeatedFinIsAcknowledgedAndStartsTheTimeAnew() {
    TcpScript.run(
        CLOSED
            + """
            +50    < F. 101:101(0) ack 2 <TS val 1000>
            +0     > .  2:2(0) ack 102
            +50    < F. 101:101(0) ack 2 <TS val 1000>
            +0     > .  2:2(0) ack 102
            +61    < F. 101:101(0) ack 2 <TS val 1000>
            +0     > R  2:2(0)
            """);
  }

  @Test
  void aLaterSynOpensAnew() {
    for (String syn :
        new String[] {
          "S 5000:5000(0) <mss 1460,TS val 1000>",
          "S 5000:5000(0) <mss 1460>",
          "S -5000:-5000(0) <mss 1460,TS val 1001>",
        }) {
      String ack = syn.startsWith("S 5000") ? "5001" : "-4999";
      TcpScript.run(
          CLOSED
              + """
              +1     < %s
              +0     dialled
              +0     accept
              +0     > S. 0:0(0) ack %s <...>
              """
                  .formatted(syn, ack));
    }
  }

  @Test
  void anEarlierSynDoesNot() {
    for (String syn :
        new String[] {
          "S -5000:-5000(0) <mss 1460,TS val 1000>",
          "S -5000:-5000(0) <mss 1460>",
          "S 5000:5000(0) <mss 1460,TS val 999>",
        }) {
      TcpScript.run(
          CLOSED
              + """
              +1     < %s
              +0     > .  2:2(0) ack 102
              """
                  .formatted(syn));
    }
  }

  @Test
  void aResetIsIgnored() {
    TcpScript.run(
        CLOSED
            + """
            +1     < R  102:102(0)                           # RFC 1337
            +0     < R  103:103(0)
            +0     < R  50:50(0)
            +0     < F. 101:101(0) ack 2 <TS val 1000>
            +0     > .  2:2(0) ack 102
            """);
  }

  @Test
  void aNewConnectionsNumbersAreBeyondTheOldOnes() {
    TcpScript.run(
        """
        open
        +0     write 14480                                   # faster than the clock of ISNs
        +0     > P. 1:14481(14480) ack 1 gso 1448
        +0     shutdown
        +0     > F. 14481:14481(0) ack 1
        +0     < F. 1:1(0) ack 14482
        +0     end
        +0     closed
        +0     > .  14482:14482(0) ack 2
        +0     < S  1000:1000(0) <mss 1460>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1001 <...>
        """);
  }

  @Test
  void aSynWaitsUntilTheFarEndHasEverything() {
    TcpScript.run(
        """
        open
        +0     shutdown
        +0     > F. 1:1(0) ack 1
        +0     taking 0
        +0     < FP. 1:101(100) ack 2
        +0     > .  2:2(0) ack 102
        +0     < S  5000:5000(0)
        +0     > .  2:2(0) ack 102
        +1     taking all
        +0     resume
        +0     data 100
        +0     end
        +0     closed
        +0     < S  5000:5000(0)
        +0     dialled
        """);
    TcpScript.run(
        """
        open
        +0     shutdown
        +0     > F. 1:1(0) ack 1
        +0     taking 0
        +0     < FP. 1:101(100) ack 2
        +0     > .  2:2(0) ack 102
        +0     abort
        +0     < S  5000:5000(0)                             # nobody wants it any more
        +0     dialled
        """);
  }

  @Test
  void aConnectionOfOursFollowsAfterASecondWithTimestamps() {
    String closed =
        """
        +0     connect
        +0     > S  0:0(0) <...>
        +0     < S. 0:0(0) ack 1 <mss 1460%s>
        +0     established
        +0     > .  1:1(0) ack 1 <...>
        +0     shutdown
        +0     > F. 1:1(0) ack 1 <...>
        +0     < F. 1:1(0) ack 2 <%s>
        +0     end
        +0     closed
        +0     > .  2:2(0) ack 2 <...>
        """;
    TcpScript.run(
        closed.formatted(",TS val 7", "TS val 7")
            + """
            +0.99  connect not
            +0.01  connect
            +0     > S  0:0(0) <...>
            +0     < S. 0:0(0) ack 1 <mss 1460,TS val 1007>
            +0     established
            +0     > .  1:1(0) ack 1 <TS ecr 1007>
            """);
    TcpScript.run(closed.formatted("", "") + "+59 connect not");
  }

  @Test
  void noConnectionOfOursFollowsWhileTheFarEndHasNotEverything() {
    TcpScript.run(
        """
        +0     connect
        +0     > S  0:0(0) <...>
        +0     < S. 0:0(0) ack 1 <mss 1460,TS val 7>
        +0     established
        +0     > .  1:1(0) ack 1 <...>
        +0     shutdown
        +0     > F. 1:1(0) ack 1 <...>
        +0     taking 0
        +0     < FP. 1:101(100) ack 2 <TS val 7>
        +0     > .  2:2(0) ack 102 <...>
        +5     connect not
        """);
  }

  @Test
  void theOldestMakesRoom() {
    StringBuilder script = new StringBuilder("set timewait 2\n");
    for (int i = 1; i <= 3; i++) {
      script.append(
          """
          +0     @I < S  0:0(0) win 64240 <mss 1460>
          +0     @I dialled
          +0     @I accept
          +0     @I > S. 0:0(0) ack 1 <...>
          +0     @I < .  1:1(0) ack 1
          +0     @I established
          +0     @I shutdown
          +0     @I > F. 1:1(0) ack 1
          +0     @I < F. 1:1(0) ack 2
          +0     @I end
          +0     @I closed
          +0     @I > .  2:2(0) ack 2
          """
              .replace("@I", "@" + i));
    }
    script.append(
        """
        +0     @1 < F. 1:1(0) ack 2
        +0     @1 > R  2:2(0)
        +0     @2 < F. 1:1(0) ack 2
        +0     @2 > .  2:2(0) ack 2
        +0     @3 < F. 1:1(0) ack 2
        +0     @3 > .  2:2(0) ack 2
        """);
    TcpScript.run(script.toString());
  }
}
