package org.slirp4j.tcpip.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of neighbour discovery and ARP, while the stack looks for neighbours itself. */
class DiscoveryFuzzTest {
  private static final Action[] ACTIONS = {
    Action.DISCOVERY,
    Action.ARP,
    Action.CONNECT,
    Action.UDP_FLOW,
    Action.DATAGRAM,
    Action.UDP_RELAY,
    Action.TIME,
    Action.DAMAGE,
    Action.DEVICE,
    Action.FAMINE,
    Action.PACKET,
  };

  private static final int TWO_UNITS = 4 << 3;
  private static final int ROUTER_SOLICITATION = 0;
  private static final int SOLICITATION = 2;
  private static final int ADVERTISEMENT = 3;
  private static final int UNKNOWN_GUEST = 0x20;

  static Stream<byte[]> seeds() {
    return Corpus.of(
        DiscoveryFuzzTest.class,
        new Seed(ACTIONS, UNKNOWN_GUEST, 0)
            .then(Action.DISCOVERY, ROUTER_SOLICITATION | 2 << 3, 6, 0, 1, 1, 2, 66, 0, 0, 0, 1)
            .then(Action.DISCOVERY, SOLICITATION | 0x40, 0, 1, 0, 0)
            .then(Action.DISCOVERY, SOLICITATION | 0x40, 0, 3, 0, 2)
            .then(Action.TIME, 19)
            .bytes(),
        new Seed(ACTIONS, UNKNOWN_GUEST, 0)
            .then(Action.CONNECT, 4)
            .then(
                Action.DISCOVERY, ADVERTISEMENT | 2 << 3, 1, 3, 2, 1, 2, 66, 172, 17, 0, 2, 0x60, 0)
            .then(Action.TIME, 11)
            .bytes(),
        new Seed(ACTIONS, UNKNOWN_GUEST, 0)
            .then(Action.CONNECT, 0)
            .then(Action.CONNECT, 5)
            .then(Action.DISCOVERY, ADVERTISEMENT | TWO_UNITS, 1, 3, 2, 0)
            .then(Action.ARP, 2, 3, 1)
            .then(Action.TIME, 12)
            .bytes(),
        new Seed(ACTIONS, UNKNOWN_GUEST | 1, 0)
            .then(Action.UDP_FLOW)
            .then(Action.UDP_RELAY, 0, 200)
            .then(Action.TIME, 10)
            .then(Action.ARP, 3, 3, 1)
            .bytes());
  }

  @MethodSource("seeds")
  @FuzzTest
  void neighboursMaySayAnything(byte[] program) {
    Machine.run(program, ACTIONS);
  }
}
