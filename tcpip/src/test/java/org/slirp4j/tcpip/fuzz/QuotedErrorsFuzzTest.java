package org.slirp4j.tcpip.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** ICMP errors from the container about packets that it was sent, or as if it had been. */
class QuotedErrorsFuzzTest {
  private static final Action[] ACTIONS = {
    Action.QUOTED_ERROR,
    Action.SEGMENT,
    Action.TCP_RELAY,
    Action.DATAGRAM,
    Action.UDP_RELAY,
    Action.ECHO,
    Action.ECHO_RELAY,
    Action.CONNECT,
    Action.TIME,
    Action.DAMAGE,
    Action.HABITS,
  };

  private static final int SYN = 0x10;
  private static final int V6 = 4;
  private static final int FRAGMENTATION_NEEDED = 0x40;

  static Stream<byte[]> seeds() {
    return Corpus.of(
        QuotedErrorsFuzzTest.class,
        new Seed(ACTIONS, 0, Seed.FRIENDLY)
            .then(Action.SEGMENT, SYN, 0, 0, 0, 0, 0)
            .then(Action.SEGMENT, 0, 0, 0, 0, 0, 0)
            .then(Action.TCP_RELAY, 6)
            .then(Action.QUOTED_ERROR, FRAGMENTATION_NEEDED, 3, 2, 80, 28)
            .then(Action.TIME, 9)
            .bytes(),
        new Seed(ACTIONS, 0, Seed.FRIENDLY)
            .then(Action.SEGMENT, SYN | V6, 0, 0, 0, 0, 0)
            .then(Action.SEGMENT, V6, 0, 0, 0, 0, 0)
            .then(Action.TCP_RELAY, 6)
            .then(Action.QUOTED_ERROR, 0, 2, 5, 0, 127)
            .then(Action.QUOTED_ERROR, 1, 1, 0, 0, 127, 6, 44)
            .bytes(),
        new Seed(ACTIONS, 0, 0x9999_9999)
            .then(Action.DATAGRAM, 0, 0, 100)
            .then(Action.QUOTED_ERROR, 0x30, 3, 0, 0, 60)
            .then(Action.ECHO, 8, 30)
            .then(Action.ECHO_RELAY, 3, 1)
            .then(Action.QUOTED_ERROR, 0, 4, 0, 6, 127)
            .bytes(),
        new Seed(ACTIONS, 0, 0)
            .then(Action.CONNECT, 0)
            .then(Action.QUOTED_ERROR, 0x30, 3, 0, 0, 127)
            .bytes());
  }

  @MethodSource("seeds")
  @FuzzTest
  void quotedPacketsMayBeAnybodys(byte[] program) {
    Machine.run(program, ACTIONS);
  }
}
