package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/** How bytes for the guest are cut and when they go out. */
class SendingTest {
  @Test
  void oneFrameCarriesManySegmentsWhereTheDeviceCutsThem() {
    TcpScript.run(
        """
        open
        +0     write 3000
        +0     > P. 1:3001(3000) ack 1 gso 1448
        +0     write 1448
        +0     > P. 3001:4449(1448) ack 1       # just one: nothing to cut
        """);
  }

  @Test
  void theStackCutsWhereTheDeviceDoesNot() {
    for (String offload : new String[] {"checksum", "none"}) {
      TcpScript.run(
          """
          set offload %s
          open
          +0     write 3000
          +0     > .  1:1449(1448) ack 1
          +0     > .  1449:2897(1448) ack 1
          +0     > P. 2897:3001(104) ack 1
          """
              .formatted(offload));
    }
  }

  @Test
  void superSegmentsAreWholeSegmentsAndGrowWithTheCongestionWindow() {
    TcpScript.run(
        """
        open
        +0     write 200000
        +0     > .  1:14481(14480) ack 1 gso 1448            # RFC 6928: ten segments
        +0.001 < .  1:1(0) ack 14481
        +0     > .  14481:43441(28960) ack 1 gso 1448
        +0.001 < .  1:1(0) ack 43441
        +0     > .  43441:101361(57920) ack 1 gso 1448
        +0.001 < .  1:1(0) ack 101361
        +0     > .  101361:166521(65160) ack 1 gso 1448      # 45 segments: all that fits
        +0     > P. 166521:200001(33480) ack 1 gso 1448
        +0.001 < .  1:1(0) ack 200001
        """);
  }

  @Test
  void atTheLargestMtuAFrameIsASegment() {
    for (String offload : new String[] {"all", "checksum", "none"}) {
      TcpScript.run(
          """
          set mtu 65520 offload %s
          open mss 65480,sackOK,TS,nop,wscale 7 win 65535
          +0     write 200000
          +0     > .  1:65469(65468) ack 1
          +0     > .  65469:130937(65468) ack 1                # RFC 6928: two segments
          +0.001 < .  1:1(0) ack 130937
          +0     > .  130937:196405(65468) ack 1
          +0     > P. 196405:200001(3596) ack 1
          """
              .formatted(offload));
    }
  }

  @Test
  void smallWritesAreNotHeldBack() {
    TcpScript.run(
        """
        open
        +0     write 10
        +0     > P. 1:11(10) ack 1
        +0     write 10
        +0     > P. 11:21(10) ack 1
        +0     write 3000 in 7
        +0     > P. 21:3021(3000) ack 1 gso 1448
        """);
  }

  @Test
  void theGuestsWindowIsObeyed() {
    TcpScript.run(
        """
        open mss 1460,wscale 3 win 1000
        +0     write 10000
        +0     > .  1:7301(7300) ack 1 gso 1460              # 8000 hold five whole segments
        +0     < .  1:1(0) ack 1461 win 900
        +0     < .  1:1(0) ack 7301 win 300
        +0     > .  7301:8761(1460) ack 1
        +0     < .  1:1(0) ack 8761 win 1000
        +0     > P. 8761:10001(1240) ack 1
        """);
  }

  @Test
  void aTinyWindowIsUsedInHalvesOfItsLargest() {
    TcpScript.run(
        """
        open mss 1460 win 1000
        +0     write 3000
        +0     > .  1:1001(1000) ack 1
        +0     < .  1:1(0) ack 1001 win 499                  # RFC 9293, 3.8.6.2.1: too little
        +0     < .  1:1(0) ack 1001 win 500
        +0     > .  1001:1501(500) ack 1
        +0     < .  1:1(0) ack 1501 win 100
        +0.2   > .  1501:1601(100) ack 1                     # after a while better than nothing
        +0     < .  1:1(0) ack 1601 win 1000
        +0     > .  1601:2601(1000) ack 1
        """);
  }

  @Test
  void anOldWindowDoesNotCount() {
    TcpScript.run(
        """
        open mss 1460 win 2000
        +0     < P. 1:101(100) ack 1 win 3000
        +0     data 100
        +0     <+ . 1:1(0) ack 1 win 60000                   # sent earlier, came later
        +0     write 4000
        +0     > .  1:2921(2920) ack 101 gso 1460
        """);
  }

  @Test
  void aWindowOfAGigabyteIsNoReasonToOverflow() {
    TcpScript.run(
        """
        open mss 1460,wscale 14 win 65535
        +0     write 20000
        +0     > .  1:14601(14600) ack 1 gso 1460
        +0     < .  1:1(0) ack 14601 win 65535
        +0     > P. 14601:20001(5400) ack 1 gso 1460
        """);
  }

  @Test
  void aDeviceThatIsFullIsServedLater() {
    TcpScript.run(
        """
        set offload none
        open
        +0     device 2
        +0     write 4000
        +0     > .  1:1449(1448) ack 1
        +0     > .  1449:2897(1448) ack 1
        +0     < P. 1:101(100) ack 1
        +0     data 100
        +0.1   device all
        +0     > P. 2897:4001(1104) ack 101
        """);
  }

  @Test
  void theRelayHearsOfRoomWhenHalfTheBufferIsFree() {
    TcpScript.run(
        """
        set send 20000
        open
        +0     fill 20000
        +0     > .  1:14481(14480) ack 1 gso 1448
        +0     < .  1:1(0) ack 5793
        +0     > P. 14481:20001(5520) ack 1 gso 1448
        +0     < .  1:1(0) ack 10001
        +0     room
        +0     fill 10000
        +0     > P. 20001:30001(10000) ack 1 gso 1448
        """);
  }

  @Test
  void aSmallerPathToTheGuestIsBelieved() {
    TcpScript.run(
        """
        open
        +0     write 1000
        +0     > P. 1:1001(1000) ack 1
        +0     icmp 3 4 mtu 600 seq 5000                     # not in flight: made up
        +0     icmp 3 4 mtu 800 seq 1
        +0     icmp 3 1 mtu 0 seq 1                          # soft
        +0     < .  1:1(0) ack 1001
        +0     write 1000
        +0     > P. 1001:2001(1000) ack 1 gso 748
        """);
  }
}
