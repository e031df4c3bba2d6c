package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is different about TCP over IPv6: sizes, offloads, ICMPv6. */
class TcpOverIpv6Test {
  @Test
  void aConnectionFromSynToTimeWait() {
    TcpScript.run(
        """
        set ip 6
        +0     < S  0:0(0) win 64240 <mss 1440,sackOK,TS,nop,wscale 7>
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 1 <mss 1440,wscale 4,sackOK,TS ecr 100>
        +0     < .  1:1(0) ack 1 win 512
        +0     established
        +0     < P. 1:1001(1000) ack 1
        +0     data 1000
        +0.01  > .  1:1(0) ack 1001
        +0     write 3000
        +0     > P. 1:3001(3000) ack 1001 gso 1428
        +0     < F. 1001:1001(0) ack 3001
        +0     end
        +0     > .  3001:3001(0) ack 1002
        +0     shutdown
        +0     > F. 3001:3001(0) ack 1002
        +0     < .  1002:1002(0) ack 3002
        +0     closed
        """);
  }

  @Test
  void theStackCutsWhereTheDeviceDoesNot() {
    for (String offload : new String[] {"checksum", "none", "v4"}) {
      TcpScript.run(
          """
          set ip 6 offload %s
          open mss 1440,sackOK,TS,nop,wscale 7 win 512
          +0     write 3000
          +0     > .  1:1429(1428) ack 1
          +0     > .  1429:2857(1428) ack 1
          +0     > P. 2857:3001(144) ack 1
          """
              .formatted(offload));
    }
  }

  @Test
  void theDeviceCutsEachFamilyIfItSaysSo() {
    TcpScript.run(
        """
        set ip 6 offload v6
        open mss 1440,sackOK,TS,nop,wscale 7 win 512
        +0     write 3000
        +0     > P. 1:3001(3000) ack 1 gso 1428
        """);
    TcpScript.run(
        """
        set offload v6
        open
        +0     write 3000
        +0     > .  1:1449(1448) ack 1
        +0     > .  1449:2897(1448) ack 1
        +0     > P. 2897:3001(104) ack 1
        """);
  }

  @Test
  void superSegmentsFitIntoAnIpPacket() {
    TcpScript.run(
        """
        set ip 6
        open mss 1440,sackOK,TS,nop,wscale 7 win 2048
        +0     write 200000
        +0     > .  1:14281(14280) ack 1 gso 1428
        +0.001 < .  1:1(0) ack 14281 win 2048
        +0     > .  14281:42841(28560) ack 1 gso 1428
        +0.001 < .  1:1(0) ack 42841 win 2048
        +0     > .  42841:99961(57120) ack 1 gso 1428
        +0.001 < .  1:1(0) ack 99961 win 2048
        +0     > .  99961:164221(64260) ack 1 gso 1428       # 45 segments: all that fits
        +0     > P. 164221:200001(35780) ack 1 gso 1428
        +0.001 < .  1:1(0) ack 200001 win 2048
        """);
  }

  @Test
  void atTheLargestMtuAFrameIsASegment() {
    for (String offload : new String[] {"all", "checksum", "none"}) {
      TcpScript.run(
          """
          set ip 6 mtu 65520 offload %s
          open mss 65460,sackOK,TS,nop,wscale 7 win 65535
          +0     write 130896
          +0     > .  1:65449(65448) ack 1
          +0     > P. 65449:130897(65448) ack 1
          """
              .formatted(offload));
    }
  }

  @Test
  void aSynWithoutASizeMeansTheLeastMtu() {
    TcpScript.run(
        """
        set ip 6 offload none
        open nop,nop,nop,nop win 5000
        +0     write 2000
        +0     > .  1:1221(1220) ack 1
        +0     > P. 1221:2001(780) ack 1
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "port_unreachable, R. 0:0(0) ack 1",
    "net_unreachable, icmp 1 0",
    "host_unreachable, icmp 1 3",
    "prohibited, icmp 1 1",
  })
  void aRefusalIsPassedOn(String refusal, String seen) {
    TcpScript.run(
        """
        set ip 6
        +0     < S  0:0(0) win 64240 <mss 1440>
        +0     dialled
        +0.2   refuse %s
        +0     > %s
        +0     < .  1:1(0) ack 1                 # it is forgotten
        +0     > R  1:1(0)
        """
            .formatted(refusal, seen));
  }

  @Test
  void connectReachesTheGuest() {
    TcpScript.run(
        """
        set ip 6
        +0     connect
        +0     > S  0:0(0) win 65535 <mss 1440,wscale 4,sackOK,TS ecr 0>
        +0.1   < S. 0:0(0) ack 1 win 65535 <mss 1440,sackOK,TS val 7,nop,wscale 7>
        +0     established
        +0     > .  1:1(0) ack 1 win 32768 <TS ecr 7>
        +0     write 14280
        +0     > P. 1:14281(14280) ack 1 gso 1428
        +0     < P. 1:11(10) ack 14281
        +0     data 10
        +0.01  > .  14281:14281(0) ack 11
        """);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4})
  void anUnreachableGuestEndsConnect(int code) {
    TcpScript.run(
        """
        set ip 6
        +0     connect
        +0     > S  0:0(0) <...>
        +0     icmp 1 %d mtu 0 seq 7             # not about anything that was sent
        +0     icmp 1 %d mtu 0 seq 0
        +0     reset
        """
            .formatted(code, code));
  }

  @Test
  void errorsDoNotEndWhatIsEstablished() {
    TcpScript.run(
        """
        set ip 6
        open mss 1440 win 65535
        +0     write 100
        +0     > P. 1:101(100) ack 1
        +0     icmp 1 4 mtu 0 seq 1
        +0     icmp 3 0 mtu 0 seq 1
        +0     icmp 4 1 mtu 6 seq 1
        +0     < .  1:1(0) ack 101
        """);
  }

  @Test
  void tooBigLowersTheSegmentSizeNotBelowTheLeastMtu() {
    TcpScript.run(
        """
        set ip 6 offload none
        open mss 1440 win 65535
        +0     write 1440
        +0     > P. 1:1441(1440) ack 1
        +0     icmp 2 0 mtu 1279 seq 1           # RFC 8201, 4: no path is so small
        +0     drops UNUSED_ICMP 1
        +0     < .  1:1(0) ack 1441
        +0     write 1440
        +0     > P. 1441:2881(1440) ack 1
        +0     icmp 2 0 mtu 1280 seq 9999        # not about anything that was sent
        +0     icmp 2 0 mtu 1280 seq 1441
        +0     < .  1:1(0) ack 2881
        +0     write 1440
        +0     > .  2881:4101(1220) ack 1
        +0     > P. 4101:4321(220) ack 1
        """);
  }
}
