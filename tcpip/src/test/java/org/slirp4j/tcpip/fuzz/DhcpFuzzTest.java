package org.slirp4j.tcpip.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Conversations of DHCP clients of both families, with any options. */
class DhcpFuzzTest {
  private static final Action[] ACTIONS = {
    Action.DHCP, Action.TIME, Action.DAMAGE, Action.HABITS, Action.FAMINE, Action.ARP
  };

  private static final int V6 = 8;
  private static final int BROADCAST = 1;
  private static final int DISCOVER = 0;
  private static final int REQUEST = 2;
  private static final int DECLINE = 3;
  private static final int RELEASE = 6;
  private static final int INFORM = 7;
  private static final int HAS_ADDRESS = 2 | 4 | 16;

  static Stream<byte[]> seeds() {
    return Corpus.of(
        DhcpFuzzTest.class,
        new Seed(ACTIONS, 0, 3)
            .then(Action.DHCP, BROADCAST, 7, 55, 5, 1, 3, 6, 119, 121, DISCOVER)
            .then(Action.DHCP, 0, 12, 50, 4, 10, 0, 2, 15, 54, 4, 10, 0, 2, 2, REQUEST)
            .then(Action.DHCP, HAS_ADDRESS, 0, 15, REQUEST)
            .then(Action.TIME, 19)
            .then(Action.DHCP, HAS_ADDRESS, 6, 54, 4, 10, 0, 2, 2, 15, RELEASE)
            .bytes(),
        new Seed(ACTIONS, 1, 1)
            .then(Action.DHCP, HAS_ADDRESS, 3, 52, 1, 3, 100, INFORM)
            .then(Action.DHCP, 0x40, 12, 50, 4, 10, 0, 2, 16, 54, 4, 10, 0, 2, 2, DECLINE)
            .then(Action.DHCP, 0x80, 6, 50, 4, 10, 9, 9, 9, REQUEST)
            .bytes(),
        new Seed(ACTIONS, 0, 2)
            .then(
                Action.DHCP,
                V6,
                26,
                0,
                3,
                0,
                12,
                0,
                0,
                0,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                6,
                0,
                2,
                0,
                24,
                0,
                14,
                0,
                0,
                0)
            .then(Action.DHCP, V6, 6, 0, 6, 0, 2, 0, 23, 10)
            .then(Action.DHCP, V6 | 0x40, 16, 0, 25, 0, 12, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            .bytes());
  }

  @MethodSource("seeds")
  @FuzzTest
  void clientsMaySayAnything(byte[] program) {
    Machine.run(program, ACTIONS);
  }
}
