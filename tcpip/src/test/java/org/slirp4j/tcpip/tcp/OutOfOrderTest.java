package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/** Text of the guest that comes before what precedes it: checklist 3 (RFC 2018, 3 and 4). */
class OutOfOrderTest {
  @Test
  void theLatestBlockIsReportedFirstAndThreeFitBesideTimestamps() {
    TcpScript.run(
        """
        open
        +0     < .  1001:2001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1001:2001>
        +0     < .  3001:4001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 3001:4001 1001:2001>
        +0     < .  5001:6001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 5001:6001 3001:4001 1001:2001>
        +0     < .  7001:8001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 7001:8001 5001:6001 3001:4001>
        +0     < .  3001:4001(1000) ack 1                    # once more
        +0     > .  1:1(0) ack 1 <TS,sack 3001:4001 3001:4001 7001:8001>
        +0     < .  2001:3001(1000) ack 1                    # joins two
        +0     > .  1:1(0) ack 1 <TS,sack 1001:4001 7001:8001 5001:6001>
        +0     < .  1:1001(1000) ack 1                       # the first gap is filled
        +0     data 4000
        +0     > .  1:1(0) ack 4001 <TS,sack 7001:8001 5001:6001>
        +0     < .  4001:7001(3000) ack 1                    # covers what is there
        +0     data 4000
        +0     > .  1:1(0) ack 8001 <TS,sack 5001:6001>
        """);
  }

  @Test
  void fourBlocksFitWithoutTimestamps() {
    TcpScript.run(
        """
        open mss 1460,sackOK win 65535
        +0     <+ . 1001:2001(1000) ack 1
        +0     <+ . 3001:4001(1000) ack 1
        +0     <+ . 5001:6001(1000) ack 1
        +0     <+ . 7001:8001(1000) ack 1
        +0     <  . 9001:9501(500) ack 1
        +0     > .  1:1(0) ack 1 <sack 9001:9501 7001:8001 5001:6001 3001:4001>
        """);
  }

  @Test
  void withoutSackEverySegmentIsStillAnswered() {
    TcpScript.run(
        """
        open mss 1460 win 65535
        +0     < .  1001:2001(1000) ack 1
        +0     > .  1:1(0) ack 1
        +0     < .  2001:3001(1000) ack 1
        +0     > .  1:1(0) ack 1
        +0     < .  1:1001(1000) ack 1
        +0     data 3000
        +0     > .  1:1(0) ack 3001
        """);
  }

  @Test
  void blocksTakeTheirPlaceFromText() {
    TcpScript.run(
        """
        set offload none
        open
        +0     < .  1001:2001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1001:2001>
        +0     write 1500
        +0     > .  1:1437(1436) ack 1 <TS,sack 1001:2001>
        +0     > P. 1437:1501(64) ack 1 <TS,sack 1001:2001>
        """);
    TcpScript.run(
        """
        open
        +0     < .  1001:2001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1001:2001>
        +0     write 5000
        +0     > P. 1:5001(5000) ack 1 gso 1436 <TS,sack 1001:2001>
        """);
  }

  @Test
  void overlapsAreTakenOnce() {
    TcpScript.run(
        """
        open
        +0     < .  1001:2001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1001:2001>
        +0     < .  1501:2501(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1501:2001 1001:2501>
        +0     < .  501:1501(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1001:1501 501:2501>
        +0     < .  3001:4001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 3001:4001 501:2501>
        +0     < .  401:5001(4600) ack 1                     # over both and beyond
        +0     > .  1:1(0) ack 1 <TS,sack 501:2501 401:5001>
        +0     < .  1:601(600) ack 1
        +0     data 5000
        +0     > .  1:1(0) ack 5001 <TS,sack 401:601>
        """);
  }

  @Test
  void whatIsBeyondTheWindowIsCutOff() {
    TcpScript.run(
        """
        set receive 8000
        open mss 1460,sackOK win 65535
        +0     < .  7001:9001(2000) ack 1
        +0     > .  1:1(0) ack 1 win 8000 <sack 7001:8001>
        +0     < .  8001:9001(1000) ack 1
        +0     > .  1:1(0) ack 1 win 8000 <sack 7001:8001>
        +0     < F. 1:9001(9000) ack 1                       # FIN is beyond it, too
        +0     data 8000
        +0     > .  1:1(0) ack 8001 win 8000 <sack 7001:8001>
        """);
  }

  @Test
  void finThatCameEarlyCountsWhenItsTurnComes() {
    TcpScript.run(
        """
        open
        +0     < FP. 1001:1101(100) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 1001:1101>
        +0     < .  1:1001(1000) ack 1
        +0     data 1100
        +0     end
        +0     > .  1:1(0) ack 1102 <TS>
        """);
    TcpScript.run(
        """
        open
        +0     < F. 1001:1001(0) ack 1
        +0.01  < .  1:1001(1000) ack 1
        +0     data 1000
        +0     end
        +0     > .  1:1(0) ack 1002
        """);
  }

  @Test
  void whatWouldComeAfterFinIsForgotten() {
    TcpScript.run(
        """
        open
        +0     < .  2001:3001(1000) ack 1
        +0     > .  1:1(0) ack 1 <TS,sack 2001:3001>
        +0     < F. 1:1001(1000) ack 1
        +0     data 1000
        +0     end
        +0     > .  1:1(0) ack 1002 <TS>
        +0     < .  1002:2001(999) ack 1
        """);
  }

  @Test
  void aGapIsFilledForAHandlerThatWaits() {
    TcpScript.run(
        """
        set receive 8000
        open mss 1460,sackOK win 65535
        +0     taking 0
        +0     < .  1:1001(1000) ack 1
        +0     < .  2001:3001(1000) ack 1
        +0     > .  1:1(0) ack 1001 win 7000 <sack 2001:3001>
        +0     < .  1001:2001(1000) ack 1
        +0     > .  1:1(0) ack 3001 win 5000
        +0     taking all
        +0     resume
        +0     data 3000
        +0     > .  1:1(0) ack 3001 win 8000
        """);
  }

  @Test
  void moreHolesThanAnybodyNeedsAreNotKept() {
    StringBuilder script = new StringBuilder("open mss 1460 win 65535\n");
    for (int run = 0; run <= OutOfOrderQueue.MAX_RUNS; run++) {
      int at = 11 + 20 * run;
      script.append("+0 < . %d:%d(10) ack 1\n+0 > . 1:1(0) ack 1\n".formatted(at, at + 10));
    }
    script.append("+0 drops NO_MEMORY 1\n");
    // What fills the holes is still welcome, and the one that was not kept comes again.
    int last = 11 + 20 * OutOfOrderQueue.MAX_RUNS;
    script.append("+0 < . 1:%d(%d) ack 1\n".formatted(last, last - 1));
    script.append("+0 data %d\n+0 > . 1:1(0) ack %d\n".formatted(last - 1, last));
    TcpScript.run(script.toString());
  }

  @Test
  void byteByByteFromTheEndDoesNotKeepMoreMemoryThanTwiceTheWindow() {
    int receive = 20_000;
    int kept = 2 * receive / 2048 + 1;
    StringBuilder script = new StringBuilder("set receive 20000\nopen mss 1460 win 65535\n");
    for (int i = 0; i < kept + 5; i++) {
      int at = 10_000 - i;
      script.append("+0 < . %d:%d(1) ack 1\n+0 > . 1:1(0) ack 1\n".formatted(at, at + 1));
    }
    script.append("+0 drops NO_MEMORY %d\n".formatted(5));
    script.append("+0 < . 1:%d(%d) ack 1\n".formatted(10_001 - kept, 10_000 - kept));
    script.append("+0 data 10000\n+0 > . 1:1(0) ack 10001\n");
    TcpScript.run(script.toString());
  }
}
