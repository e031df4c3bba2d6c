package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/** What the device has no room for goes out as soon as it has: nothing is lost or said twice. */
class FullDeviceTest {
  @Test
  void anAcknowledgmentWaits() {
    TcpScript.run(
        """
        open
        +0     device 0
        +0     < P. 1:3001(3000) ack 1 gso 1448
        +0     data 3000
        +0     < P. 3001:6001(3000) ack 1 gso 1448
        +0     data 3000
        +0.05  device all
        +0     > .  1:1(0) ack 6001
        +1     wait
        """);
  }

  @Test
  void finWaits() {
    TcpScript.run(
        """
        open
        +0     device 0
        +0     shutdown
        +0.05  device all
        +0     > F. 1:1(0) ack 1
        +0     < .  1:1(0) ack 2
        +1     wait
        """);
  }

  @Test
  void finBehindTextWaits() {
    TcpScript.run(
        """
        open
        +0     device 1
        +0     write 100
        +0     > P. 1:101(100) ack 1
        +0     shutdown
        +0.05  device 1
        +0     > F. 101:101(0) ack 1
        +0     < .  1:1(0) ack 102
        +1     wait
        """);
  }

  @Test
  void whatIsSentAgainWaits() {
    TcpScript.run(
        """
        open
        +0     write 1000
        +0     > P. 1:1001(1000) ack 1
        +0.1   device 0
        +0.3   device all
        +0     > P. 1:1001(1000) ack 1
        +0     < .  1:1(0) ack 1001
        +10    wait
        """);
  }

  @Test
  void holesThatAreFilledWait() {
    TcpScript.run(
        """
        open
        +0     write 1000
        +0     > P. 1:1001(1000) ack 1
        +0     write 1000
        +0     > P. 1001:2001(1000) ack 1
        +0     write 1000
        +0     > P. 2001:3001(1000) ack 1
        +0     write 1000
        +0     > P. 3001:4001(1000) ack 1
        +0     device 0
        +0     < .  1:1(0) ack 1 <sack 1001:2001>
        +0     < .  1:1(0) ack 1 <sack 1001:3001>
        +0     < .  1:1(0) ack 1 <sack 1001:4001>
        +0.01  device all
        +0     > .  1:1001(1000) ack 1
        +0     < .  1:1(0) ack 4001
        +10    wait
        """);
  }

  @Test
  void aProbeOfTheWindowWaits() {
    TcpScript.run(
        """
        open
        +0     < .  1:1(0) ack 1 win 0
        +0     write 3
        +0.1   device 0
        +0.2   device all
        +0     > .  1:2(1) ack 1
        +0     < .  1:1(0) ack 2 win 512
        +0     > P. 2:4(2) ack 1
        +0     < .  1:1(0) ack 4
        +10    wait
        """);
  }

  @Test
  void aResetWaits() {
    TcpScript.run(
        """
        open
        +0     device 0
        +0     abort
        +0.1   device all
        +0     > R. 1:1(0) ack 1
        """);
  }
}
