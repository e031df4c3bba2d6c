package org.slirp4j.tcpip.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Fragments of IPv4 and IPv6 in any order, overlapping, doubled, or never complete. */
class FragmentsFuzzTest {
  private static final Action[] ACTIONS = {
    Action.FRAGMENT, Action.TIME, Action.DAMAGE, Action.FAMINE, Action.PACKET, Action.HABITS
  };

  private static final int V6 = 8;
  private static final int LAST = 0x20;
  private static final int LONG = 0x10;
  private static final int ANY_PROTOCOL = 0x40;

  static Stream<byte[]> seeds() {
    return Corpus.of(
        FragmentsFuzzTest.class,
        new Seed(ACTIONS, 0, 0)
            .then(Action.FRAGMENT, LAST, 1, 2, 16, 0)
            .then(Action.FRAGMENT, 0, 1, 0, 16, 8, 7, 208, 0, 53, 0, 32, 0, 0)
            .then(Action.FRAGMENT, V6 | LAST, 2, 2, 16, 0)
            .then(Action.FRAGMENT, V6, 2, 0, 16, 8, 7, 208, 0, 53, 0, 32, 1, 1)
            .bytes(),
        new Seed(ACTIONS, 0, 0)
            .then(Action.FRAGMENT, V6, 2, 0, 16, 0)
            .then(Action.FRAGMENT, V6, 2, 1, 16, 0)
            .then(Action.FRAGMENT, LONG, 2, 0, 180, 0)
            .then(Action.FRAGMENT, LAST, 2, 255, 180, 0)
            .then(Action.TIME, 19)
            .bytes(),
        new Seed(ACTIONS, 0, 0)
            .then(Action.FRAGMENT, V6 | LAST | ANY_PROTOCOL, 0, 0, 40, 4, 17, 0, 1, 4, 8)
            .then(Action.FRAGMENT, V6 | ANY_PROTOCOL, 0, 0, 40, 4, 60, 1, 1, 4, 7)
            .then(Action.DAMAGE, 1, 2, 0, 18, 255)
            .then(Action.FRAGMENT, V6, 0, 5, 40, 0)
            .then(Action.TIME, 16)
            .bytes());
  }

  @MethodSource("seeds")
  @FuzzTest
  void piecesBecomePacketsOrGo(byte[] program) {
    Machine.run(program, ACTIONS);
  }
}
