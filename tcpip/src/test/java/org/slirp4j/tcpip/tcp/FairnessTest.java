package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;

/** Connections take turns at the device: checklist 1b, fairness. */
class FairnessTest {
  private static final String TWO =
      """
      set mtu 65520 large 512
      +0     @1 < S  0:0(0) win 65535 <mss 65480,nop,wscale 7>
      +0     @1 dialled
      +0     @1 accept
      +0     @1 > S. 0:0(0) ack 1 <...>
      +0     @1 < .  1:1(0) ack 1 win 65535
      +0     @1 established
      +0     @2 < S  0:0(0) win 65535 <mss 65480,nop,wscale 7>
      +0     @2 dialled
      +0     @2 accept
      +0     @2 > S. 0:0(0) ack 1 <...>
      +0     @2 < .  1:1(0) ack 1 win 65535
      +0     @2 established
      +0     @1 write 130960
      +0     @1 > .  1:65481(65480) ack 1
      +0     @1 > P. 65481:130961(65480) ack 1
      +0     @1 < .  1:1(0) ack 130961 win 65535
      +0     @2 write 130960
      +0     @2 > .  1:65481(65480) ack 1
      +0     @2 > P. 65481:130961(65480) ack 1
      +0     @2 < .  1:1(0) ack 130961 win 65535
      """;

  @Test
  void aStreamThatHasMuchToSayLetsOthersSpeakInBetween() {
    TcpScript.run(
        TWO
            + """
            +0     device 0
            +0     @1 write 260000
            +0     @2 write 100
            +0     device all
            +0     @1 > .  130961:196441(65480) ack 1
            +0     @1 > .  196441:261921(65480) ack 1
            +0     @2 > P. 130961:131061(100) ack 1
            +0     @1 > .  261921:327401(65480) ack 1
            +0     @1 > P. 327401:390961(63560) ack 1
            """);
  }

  @Test
  void twoStreamsAlternate() {
    TcpScript.run(
        TWO
            + """
            +0     device 0
            +0     @1 write 196440
            +0     @2 write 196440
            +0     device all
            +0     @1 > .  130961:196441(65480) ack 1
            +0     @1 > .  196441:261921(65480) ack 1
            +0     @2 > .  130961:196441(65480) ack 1
            +0     @2 > .  196441:261921(65480) ack 1
            +0     @1 > P. 261921:327401(65480) ack 1
            +0     @2 > P. 261921:327401(65480) ack 1
            """);
  }

  @Test
  void whoFoundTheDeviceFullComesNext() {
    TcpScript.run(
        TWO
            + """
            +0     device 0
            +0     @1 write 260000
            +0     @2 write 100
            +0     device 2
            +0     @1 > .  130961:196441(65480) ack 1
            +0     @1 > .  196441:261921(65480) ack 1
            +0     device 1
            +0     @2 > P. 130961:131061(100) ack 1
            +0     device all
            +0     @1 > .  261921:327401(65480) ack 1
            +0     @1 > P. 327401:390961(63560) ack 1
            """);
  }
}
