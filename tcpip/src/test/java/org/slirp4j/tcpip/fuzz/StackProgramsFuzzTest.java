package org.slirp4j.tcpip.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything at once: all that a container, the world, the device and memory can do. */
class StackProgramsFuzzTest {
  private static final Action[] ACTIONS = Action.values();

  static Stream<byte[]> seeds() {
    Seed all = new Seed(ACTIONS, 0, Seed.FRIENDLY);
    for (Action action : ACTIONS) {
      all.then(action, 0x18, 1, 2, 3, 4, 5, 0);
    }
    return Corpus.of(
        StackProgramsFuzzTest.class,
        all.bytes(),
        new Seed(ACTIONS, 0x22, 0x9ace_9ace)
            .then(Action.ARP)
            .then(Action.DATAGRAM, 0, 0, 100)
            .then(Action.ECHO, 0x40, 20)
            .then(Action.UDP_RELAY, 4)
            .then(Action.ECHO_RELAY, 0, 30)
            .then(Action.TIME, 19)
            .bytes(),
        new Seed(ACTIONS, 0, 0)
            .then(Action.FAMINE, 2)
            .then(Action.DATAGRAM, 8, 0, 200)
            .then(Action.DEVICE, 1)
            .then(Action.UDP_RELAY, 4)
            .then(Action.FAMINE, 0)
            .then(Action.TIME, 19)
            .bytes());
  }

  @MethodSource("seeds")
  @FuzzTest
  void anythingMayHappen(byte[] program) {
    Machine.run(program, ACTIONS);
  }
}
