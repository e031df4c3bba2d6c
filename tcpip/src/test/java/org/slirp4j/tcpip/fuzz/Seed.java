package org.slirp4j.tcpip.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** A program written by hand, for a fuzzer to begin with. */
final class Seed {
  /** Habits of a world that accepts connections, echoes datagrams and answers pings. */
  static final int FRIENDLY = 0x1111_1111;

  private final Action[] actions;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /**
   * Begins a program.
   *
   * @param actions what the target can do
   * @param choice of the stack's configuration: 0 is both families, MTU 1500, no offloads
   * @param habits of the world
   */
  Seed(Action[] actions, int choice, int habits) {
    this.actions = actions.clone();
    operands(choice, habits >>> 24, habits >>> 16 & 0xff, habits >>> 8 & 0xff, habits & 0xff);
  }

  /** Adds an action, after which the stack emits. */
  Seed then(Action action, int... operands) {
    bytes.write(Arrays.asList(actions).indexOf(action));
    operands(operands);
    return this;
  }

  /** Adds an action after which the stack does not emit yet. */
  Seed and(Action action, int... operands) {
    bytes.write(0x80 | Arrays.asList(actions).indexOf(action));
    operands(operands);
    return this;
  }

  private void operands(int... operands) {
    for (int operand : operands) {
      bytes.write(operand);
    }
  }

  /** Returns the program. */
  byte[] bytes() {
    return bytes.toByteArray();
  }
}
