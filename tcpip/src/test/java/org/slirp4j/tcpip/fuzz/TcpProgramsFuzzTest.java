package org.slirp4j.tcpip.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** TCP connections in both directions, with relays that do anything at any time. */
class TcpProgramsFuzzTest {
  private static final Action[] ACTIONS = {
    Action.SEGMENT,
    Action.TCP_RELAY,
    Action.TIME,
    Action.CONNECT,
    Action.HABITS,
    Action.DEVICE,
    Action.QUOTED_ERROR,
    Action.FAMINE,
  };

  private static final int SYN = 0x10;
  private static final int SYN_ACK = 0x20;
  private static final int FIN = 0x30;
  private static final int SHUT_DOWN = 11;
  private static final int WRITE_ALL = 6;

  /** Operands of a segment that is in order, with what options tell. */
  private static int[] segment(int flags, int length, int... options) {
    int[] operands = new int[5 + Math.max(1, options.length)];
    operands[0] = flags;
    operands[4] = length;
    System.arraycopy(options, 0, operands, 5, options.length);
    return operands;
  }

  private static Seed open(int choice, int family) {
    return new Seed(ACTIONS, choice, Seed.FRIENDLY)
        .then(Action.SEGMENT, segment(SYN | family, 0, 0x0f, 5, 0xb4, 7, 0))
        .then(Action.SEGMENT, segment(family, 0, 8, 1));
  }

  static Stream<byte[]> seeds() {
    return Corpus.of(
        TcpProgramsFuzzTest.class,
        open(0, 0)
            .then(Action.SEGMENT, segment(0, 200, 8, 2))
            .then(Action.TCP_RELAY, WRITE_ALL)
            .then(Action.SEGMENT, segment(FIN, 0, 8, 3))
            .then(Action.TCP_RELAY, SHUT_DOWN)
            .then(Action.SEGMENT, segment(0, 0, 8, 4))
            .then(Action.TIME, 19)
            .bytes(),
        open(2, 4)
            .then(Action.TCP_RELAY, WRITE_ALL)
            .then(Action.SEGMENT, segment(4, 0, 0x18, 2, 0, 0xe0, 0))
            .then(Action.TIME, 9)
            .then(Action.TIME, 12)
            .then(Action.QUOTED_ERROR, 0, 2, 5, 0, 100)
            .then(Action.SEGMENT, segment(FIN | 4, 20, 8, 3))
            .bytes(),
        open(0, 0)
            .then(Action.TCP_RELAY, 13, 100)
            .then(Action.SEGMENT, 0, 5, 0, 0, 250, 0)
            .then(Action.SEGMENT, segment(0, 250))
            .then(Action.TCP_RELAY, 8)
            .then(Action.DEVICE, 0)
            .then(Action.SEGMENT, segment(0x40, 0))
            .bytes(),
        new Seed(ACTIONS, 1, 0)
            .then(Action.CONNECT, 0)
            .then(Action.SEGMENT, segment(SYN_ACK, 0, 1, 5, 0))
            .then(Action.TCP_RELAY, 3, 240)
            .then(Action.TIME, 10)
            .then(Action.SEGMENT, segment(0x50, 0))
            .bytes());
  }

  @MethodSource("seeds")
  @FuzzTest
  void connectionsEndAndGiveAllBack(byte[] program) {
    Machine.run(program, ACTIONS);
  }
}
