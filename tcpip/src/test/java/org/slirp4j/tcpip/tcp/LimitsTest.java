package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.buffer.Buffers;

/** Bounds on connections and memory, and that the stack goes on when they are reached. */
class LimitsTest {
  @Test
  void theOldestHalfOpenConnectionMakesRoom() {
    // checklist: 1b, bound on half-open flows
    TcpScript.run(
        """
        set halfopen 2 ports own
        +0     @1 < S  0:0(0)
        +0     @1 dialled
        +0     @2 < S  0:0(0)
        +0     @2 dialled
        +0     @3 < S  0:0(0)
        +0     @1 reset
        +0     @3 dialled
        +0     @2 accept
        +0     @2 > S. 0:0(0) ack 1 <mss 1460>
        +0     @4 < S  0:0(0)
        +0     @2 reset                                      # still half open
        +0     @4 dialled
        +0     @3 accept
        +0     @3 > S. 0:0(0) ack 1 <mss 1460>
        +0     @3 < .  1:1(0) ack 1
        +0     @3 established
        +0     @5 < S  0:0(0)
        +0     @5 dialled
        """);
  }

  @Test
  void toOneDestinationGoesHalfOfTheHalfOpenConnections() {
    TcpScript.run(
        """
        set halfopen 6
        +0     @1 < S  0:0(0)
        +0     @1 dialled
        +0     @2 < S  0:0(0)
        +0     @2 dialled
        +0     @3 < S  0:0(0)
        +0     @3 dialled
        +0     @2 refuse port_unreachable
        +0     @2 > R. 0:0(0) ack 1
        +0     @4 < S  0:0(0)
        +0     @4 dialled
        +0     @5 < S  0:0(0)
        +0     @1 reset                                      # the oldest to that destination
        +0     @5 dialled
        """);
  }

  @Test
  void whoMakesRoomForWhomDoesNotChangeADestinationsShare() {
    TcpScript.run(
        """
        set halfopen 4 ports own
        +0     @a1 < S  0:0(0)
        +0     @a1 dialled
        +0     @b1 < S  0:0(0)
        +0     @b1 dialled
        +0     @c1 < S  0:0(0)
        +0     @c1 dialled
        +0     @d1 < S  0:0(0)
        +0     @d1 dialled
        +0     @e1 < S  0:0(0)
        +0     @a1 reset                                     # the oldest of all
        +0     @e1 dialled
        +0     @e2 < S  0:0(0)
        +0     @b1 reset
        +0     @e2 dialled
        +0     @e3 < S  0:0(0)
        +0     @e1 reset                                     # the oldest to that destination
        +0     @e3 dialled
        """);
  }

  @Test
  void aFloodOfTheGuestsOwnDoesNotTouchConnectionsToIt() {
    TcpScript.run(
        """
        set halfopen 2 ports own
        +0     @a connect
        +0     @a > S  0:0(0) <...>
        +0     @1 < S  0:0(0)
        +0     @1 dialled
        +0     @2 < S  0:0(0)
        +0     @2 dialled
        +0     @3 < S  0:0(0)
        +0     @1 reset
        +0     @3 dialled
        +0     @4 < S  0:0(0)
        +0     @2 reset
        +0     @4 dialled
        +0     @a < S. 0:0(0) ack 1
        +0     @a established
        +0     @a > .  1:1(0) ack 1
        """);
  }

  @Test
  void aFloodOfConnectionsToTheGuestDoesNotTouchItsOwn() {
    TcpScript.run(
        """
        set halfopen 2
        +0     @1 < S  0:0(0)
        +0     @1 dialled
        +0     @a connect
        +0     @a > S  0:0(0) <...>
        +0     @b connect
        +0     @b > S  0:0(0) <...>
        +0     @c connect
        +0     @a reset
        +0     @c > S  0:0(0) <...>
        +0     @1 accept
        +0     @1 > S. 0:0(0) ack 1 <mss 1460>
        """);
  }

  @Test
  void whatEndsBeforeTheHandshakeIsOverLeavesItsPlace() {
    // gvisor-tap-vsock #127: SYN, SYN/ACK, RST used up the places; vpnkit #103: and leaked
    StringBuilder script = new StringBuilder("set halfopen 2\n");
    for (int i = 0; i < 20; i++) {
      script.append(
          """
          +0     @1 < S  0:0(0) <mss 1460>
          +0     @1 dialled
          +0     @1 accept
          +0     @1 > S. 0:0(0) ack 1 <mss 1460>
          +0     @1 < R  1:1(0)
          +0     @1 reset
          """);
    }
    TcpScript.run(script + "+0 @2 < S 0:0(0)\n+0 @2 dialled\n+0 drops FLOW_LIMIT 0\n");
  }

  @Test
  void aSynThatComesAgainAndAgainIsOneConnection() {
    // clash-rs #1070: each retransmission made a new state
    StringBuilder script = new StringBuilder("set halfopen 4 flows 4\n");
    script.append("+0 @2 < S 0:0(0)\n+0 @2 dialled\n+0 @1 < S 0:0(0)\n+0 @1 dialled\n");
    script.append("+1 @1 < S 0:0(0)\n".repeat(50));
    script.append("+0 @1 accept\n+0 @1 > S. 0:0(0) ack 1 <mss 1460>\n");
    script.append("+0 @1 < S 0:0(0)\n+0 @1 > S. 0:0(0) ack 1 <mss 1460>\n".repeat(50));
    TcpScript.run(script + "+0 @3 < S 0:0(0)\n+0 @2 reset\n+0 @3 dialled\n");
  }

  @Test
  void theConnectionIdleLongestMakesRoom() {
    TcpScript.run(
        """
        set flows 2
        %1$s
        %2$s
        +6     @1 < P. 1:11(10) ack 1
        +0     @1 data 10
        +0.01  @1 > .  1:1(0) ack 11
        +6     @3 < S  0:0(0)
        +0     @2 > R. 1:1(0) ack 1
        +0     @2 reset
        +0     @3 dialled
        """
            .formatted(opened("@1"), opened("@2")));
  }

  @Test
  void whileAllAreBusyTheNewOneWaits() {
    TcpScript.run(
        """
        set flows 2
        %1$s
        %2$s
        +9     @3 < S  0:0(0)
        +0     drops FLOW_LIMIT 1
        +0     @4 connect not
        +0     drops FLOW_LIMIT 2
        +1.1   @3 < S  0:0(0)
        +0     @1 > R. 1:1(0) ack 1
        +0     @1 reset
        +0     @3 dialled
        """
            .formatted(opened("@1"), opened("@2")));
  }

  private static String opened(String label) {
    return """
    +0     @I < S  0:0(0) win 64240 <mss 1460>
    +0     @I dialled
    +0     @I accept
    +0     @I > S. 0:0(0) ack 1 <...>
    +0     @I < .  1:1(0) ack 1
    +0     @I established
    """
        .replace("@I", label);
  }

  @Test
  void moreConnectionsThanTheLimitAreNotAnswered() {
    TcpScript.run(
        """
        set flows 2
        +0     @1 < S  0:0(0)
        +0     @1 dialled
        +0     @2 < S  0:0(0)
        +0     @2 dialled
        +0     @3 < S  0:0(0)
        +0     drops FLOW_LIMIT 1
        +0     @4 connect not
        +0     @1 refuse port_unreachable
        +0     @1 > R. 0:0(0) ack 1
        +0     @3 < S  0:0(0)
        +0     @3 dialled
        """);
  }

  @Test
  void textThatFindsNoMemoryComesAgain() {
    TcpScript.run(
        """
        open
        +0     taking 0
        +0     memory low
        +0     < P. 1:1001(1000) ack 1
        +0.01  > .  1:1(0) ack 1
        +0     < P. 1001:2001(1000) ack 1
        +0     > .  1:1(0) ack 1
        +0     drops NO_MEMORY 2
        +0     memory all
        +0     < P. 1:1001(1000) ack 1
        +0.01  > .  1:1(0) ack 1001
        +0     taking all
        +0     resume
        +0     data 1000
        """);
  }

  @Test
  void theWindowIsASmallPartOfTheMemoryThatIsLeft() {
    TcpScript.run(
        """
        set receive 4000000 large 32
        open mss 1460,nop,wscale 7 win 65535
        +0     < P. 1:2001(2000) ack 1 gso 1000
        +0     data 2000
        +0     > .  1:1(0) ack 2001 win 4112                 # an eighth of 32 buffers, by 64
        +0     memory low
        +0     < P. 2001:62001(60000) ack 1 gso 1000
        +0     data 60000
        +0     > .  1:1(0) ack 62001 win 3174                # what was announced stays
        +0     < P. 62001:122001(60000) ack 1 gso 1000
        +0     data 60000
        +0     > .  1:1(0) ack 122001 win 2237
        +0     < P. 122001:182001(60000) ack 1 gso 1000
        +0     data 60000
        +0     > .  1:1(0) ack 182001 win 1299
        +0     < P. 182001:242001(60000) ack 1 gso 1000
        +0     data 60000
        +0     > .  1:1(0) ack 242001 win 1024               # 64 KiB at least
        +0     memory all
        +0     < P. 242001:244001(2000) ack 1 gso 1000
        +0     data 2000
        +0     > .  1:1(0) ack 244001 win 4112
        """);
  }

  @Test
  void theFrameItselfIsNotKeptWhenItIsTheLastBuffer() {
    TcpScript.run(
        """
        open
        +0     taking 0
        +0     memory low
        +0     < P. 1:60001(60000) ack 1 gso 1448
        +0     > .  1:1(0) ack 1
        +0     memory all
        +0     < P. 1:60001(60000) ack 1 gso 1448
        +0     > .  1:1(0) ack 60001
        """);
  }

  @Test
  void aHandlerThatTakesNeedsNoMemory() {
    TcpScript.run(
        """
        open
        +0     memory low
        +0     < P. 1:60001(60000) ack 1 gso 1448
        +0     data 60000
        +0     > .  1:1(0) ack 60001
        """);
  }

  @Test
  void aStreamThatNobodyReadsLeavesMemoryToOthers() {
    TcpScript.run(
        """
        set send 900000 large 64 small 1
        open
        +0     fill %d                                        # a sixteenth of what is left for text
        +0     > .  1:14481(14480) ack 1 gso 1448
        """
            .formatted((64 - 64 / 16 - 3) * Buffers.LARGE_BYTES / 16));
  }

  @Test
  void aStreamGoesOnInSmallPiecesWhenMemoryIsScarce() {
    TcpScript.run(
        """
        set large 2 small 4
        open
        +0     fill 2048
        +0     > P. 1:2049(2048) ack 1 gso 1448
        +0     < .  1:1(0) ack 2049
        +0     room
        +0     fill 2048
        +0     > P. 2049:4097(2048) ack 1 gso 1448
        +0     < .  1:1(0) ack 4097
        +0     room
        """);
  }

  @Test
  void aRelayThatFindsNoMemoryHearsWhenToTryAgain() {
    TcpScript.run(
        """
        set send 3000
        open
        +0     memory none
        +0     fill 0
        +0.01  room
        +0     fill 0
        +0     memory all
        +0.01  room
        +0     fill 3000
        +0     > P. 1:3001(3000) ack 1 gso 1448
        +0     < .  1:1(0) ack 3001
        +0     room
        +1     wait
        """);
  }

  @Test
  void whoHoldsMemoryAndDoesNotGetOnMakesRoomWhenThereIsNone() {
    // as RFC 6429, 4: a far end that does not read, or a guest, must not silence everybody else
    TcpScript.run(
        """
        set large 4 small 1
        open mss 1460 win 65535
        +0     taking 0
        +0     < P. 1:60001(60000) ack 1 gso 1460
        +0     > .  1:1(0) ack 60001
        +0     < P. 60001:120001(60000) ack 1 gso 1460
        +0     > .  1:1(0) ack 120001
        +0     < P. 120001:120101(100) ack 1
        +0.01  > .  1:1(0) ack 120101
        %1$s
        +4     @2 fill 0
        +0.01  @2 room                                       # it is not that long yet
        +1     @2 fill 0
        +0     @1 reset
        +0     @1 > R. 1:1(0) ack 120101
        +0.01  @2 room
        +0     @2 write 100
        +0     @2 > P. 1:101(100) ack 1
        """
            .formatted(opened("@2")));
  }

  @Test
  void aConnectionThatIsOverWaitsForNoMemory() {
    TcpScript.run(
        """
        open
        +0     memory none
        +0     fill 0
        +0     memory all
        +0     < R. 1:1(0) ack 1
        +0     reset
        +1     wait
        """);
  }

  @Test
  void aResetThatFindsNoMemoryIsLost() {
    TcpScript.run(
        """
        open
        +0     memory none
        +0     abort
        +0     memory all
        +0     < .  1:1(0) ack 1
        +0     > R  1:1(0)
        """);
  }
}
