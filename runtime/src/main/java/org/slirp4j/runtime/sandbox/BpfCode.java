package org.slirp4j.runtime.sandbox;

import java.util.Arrays;

/**
 * A piece of a classic BPF program for seccomp(2), put together front to back.
 *
 * <p>An instruction is a {@code struct sock_filter} of {@code <linux/filter.h>}, held in a long:
 *
 * <pre>
 *    63      48 47   40 39   32 31                    0
 *   |   code   |  jt   |  jf   |           k           |
 * </pre>
 *
 * <p>Its input is a {@code struct seccomp_data}: number at 0, architecture at 4, six arguments of
 * 64 bits from 16 on, low half first on both machines.
 */
final class BpfCode {
  static final int INSTRUCTION_BYTES = 8;

  static final int NUMBER_AT = 0;
  static final int ARCHITECTURE_AT = 4;

  /** The farthest that a conditional jump can skip. */
  static final int MAX_SKIP = 255;

  // <linux/bpf_common.h>
  static final int LD_W_ABS = 0x20;
  static final int ALU_AND_K = 0x54;
  static final int JMP_JA = 0x05;
  static final int JMP_JEQ_K = 0x15;
  static final int JMP_JGE_K = 0x35;
  static final int RET_K = 0x06;

  private static final int ARGUMENTS_AT = 16;

  private long[] instructions = new long[8];
  private int count;

  /** Returns where argument {@code index}'s low half lies. */
  static int argumentAt(int index) {
    return ARGUMENTS_AT + index * Long.BYTES;
  }

  BpfCode load(int at) {
    return add(LD_W_ABS, 0, 0, at);
  }

  BpfCode mask(int bits) {
    return add(ALU_AND_K, 0, 0, bits);
  }

  BpfCode give(int action) {
    return add(RET_K, 0, 0, action);
  }

  /** Skips {@code skip} instructions if what was loaded is {@code value}. */
  BpfCode skipIfEqual(int value, int skip) {
    return add(JMP_JEQ_K, skip, 0, value);
  }

  /** Appends {@code less}, run if what was loaded is below {@code value}, unsigned; it returns. */
  BpfCode ifLess(int value, BpfCode less) {
    if (less.count <= MAX_SKIP) {
      add(JMP_JGE_K, less.count, 0, value);
    } else {
      add(JMP_JGE_K, 0, 1, value);
      add(JMP_JA, 0, 0, less.count);
    }
    return append(less);
  }

  BpfCode append(BpfCode other) {
    for (int i = 0; i < other.count; i++) {
      add(other.instructions[i]);
    }
    return this;
  }

  private BpfCode add(int code, int ifTrue, int ifFalse, int k) {
    return add(
        (long) code << 48 | (long) ifTrue << 40 | (long) ifFalse << 32 | Integer.toUnsignedLong(k));
  }

  private BpfCode add(long instruction) {
    if (count == instructions.length) {
      instructions = Arrays.copyOf(instructions, 2 * count);
    }
    instructions[count++] = instruction;
    return this;
  }

  /** Returns the number of instructions. */
  int size() {
    return count;
  }

  /** Returns instruction {@code index}. */
  long get(int index) {
    return instructions[index];
  }

  /** Returns the instructions as the kernel takes them: both machines are little-endian. */
  byte[] toBytes() {
    byte[] bytes = new byte[count * INSTRUCTION_BYTES];
    for (int i = 0; i < count; i++) {
      int at = i * INSTRUCTION_BYTES;
      long instruction = instructions[i];
      bytes[at] = (byte) (instruction >>> 48);
      bytes[at + 1] = (byte) (instruction >>> 56);
      bytes[at + 2] = (byte) (instruction >>> 40);
      bytes[at + 3] = (byte) (instruction >>> 32);
      for (int octet = 0; octet < Integer.BYTES; octet++) {
        bytes[at + 4 + octet] = (byte) (instruction >>> (8 * octet));
      }
    }
    return bytes;
  }

  /** Tells whether the other piece has the same instructions. */
  boolean sameAs(BpfCode other) {
    return count == other.count
        && Arrays.equals(instructions, 0, count, other.instructions, 0, count);
  }
}
