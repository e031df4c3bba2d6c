package org.slirp4j.runtime.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The kernel's side of a filter: checks a program as seccomp(2) does and runs it on one call.
 * Written from {@code <linux/filter.h>}, on the bytes that the kernel gets.
 */
final class BpfMachine {
  private static final int MAX_INSTRUCTIONS = 4096; // BPF_MAXINSNS

  private final byte[] program;

  BpfMachine(byte[] program) {
    this.program = program;
    assertEquals(0, program.length % 8);
    assertTrue(program.length / 8 <= MAX_INSTRUCTIONS, "longer than the kernel takes");
  }

  private int octet(int at) {
    return Byte.toUnsignedInt(program[at]);
  }

  private int word(int at) {
    return octet(at) | octet(at + 1) << 8 | octet(at + 2) << 16 | octet(at + 3) << 24;
  }

  /** Returns what is done about a call. */
  int run(int architecture, int number, long... arguments) {
    int accumulator = 0;
    for (int at = 0; ; at += 8) {
      int code = octet(at) | octet(at + 1) << 8;
      int k = word(at + 4);
      switch (code) {
        case 0x20 -> accumulator = load(k, architecture, number, arguments);
        case 0x54 -> accumulator &= k;
        case 0x05 -> at += 8 * k;
        case 0x15 -> at += 8 * octet(accumulator == k ? at + 2 : at + 3);
        case 0x35 ->
            at += 8 * octet(Integer.compareUnsigned(accumulator, k) >= 0 ? at + 2 : at + 3);
        case 0x06 -> {
          return k;
        }
        default -> throw new AssertionError("no instruction: " + code + " at " + at / 8);
      }
    }
  }

  private static int load(int at, int architecture, int number, long... arguments) {
    assertEquals(0, at % 4);
    if (at == 0) {
      return number;
    } else if (at == 4) {
      return architecture;
    }
    assertTrue(at >= 16 && at < 64, "load at " + at);
    int index = (at - 16) / 8;
    long argument = index < arguments.length ? arguments[index] : 0;
    return (int) (at % 8 == 0 ? argument : argument >>> 32);
  }
}
