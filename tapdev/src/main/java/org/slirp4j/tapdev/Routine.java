package org.slirp4j.tapdev;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The machine code that a child of {@link SyscallTable} runs: it walks the rows from the address in
 * its first register, makes each row's system call, stores the result over the row's last word, and
 * exits at the first row whose number is negative, or whose call failed while that word was 0.
 *
 * <p>It is position-independent and uses registers only: no stack, no thread-local storage. The
 * left column below is what runs; a test has an assembler turn the right column into the same
 * bytes.
 */
final class Routine {
  private static final String ARCHITECTURE = System.getProperty("os.arch", "");

  /** Whether this is a 64-bit Arm machine. */
  static final boolean IS_AARCH64 = ARCHITECTURE.equals("aarch64");

  /** x86-64; a system call destroys rax, rcx and r11. */
  static final String X86_64 =
      """
      48 89 fb                      |        mov   %rdi,%rbx
      48 8b 03                      | next:  mov   (%rbx),%rax
      48 85 c0                      |        test  %rax,%rax
      78 33                         |        js    done
      48 8b 7b 08                   |        mov   8(%rbx),%rdi
      48 8b 73 10                   |        mov   16(%rbx),%rsi
      48 8b 53 18                   |        mov   24(%rbx),%rdx
      4c 8b 53 20                   |        mov   32(%rbx),%r10
      4c 8b 43 28                   |        mov   40(%rbx),%r8
      4c 8b 4b 30                   |        mov   48(%rbx),%r9
      0f 05                         |        syscall
      48 8b 4b 38                   |        mov   56(%rbx),%rcx
      48 89 43 38                   |        mov   %rax,56(%rbx)
      48 83 c3 40                   |        add   $64,%rbx
      48 3d 01 f0 ff ff             |        cmp   $-4095,%rax
      72 ca                         |        jb    next
      48 85 c9                      |        test  %rcx,%rcx
      75 c5                         |        jne   next
      b8 e7 00 00 00                | done:  mov   $231,%eax
      31 ff                         |        xor   %edi,%edi
      0f 05                         |        syscall
      """;

  /** aarch64; a system call destroys x0. */
  static final String AARCH64 =
      """
      f3 03 00 aa                   |        mov   x19,x0
      68 02 40 f9                   | next:  ldr   x8,[x19]
      68 01 f8 b7                   |        tbnz  x8,#63,done
      60 86 40 a9                   |        ldp   x0,x1,[x19,#8]
      62 8e 41 a9                   |        ldp   x2,x3,[x19,#24]
      64 96 42 a9                   |        ldp   x4,x5,[x19,#40]
      69 1e 40 f9                   |        ldr   x9,[x19,#56]
      01 00 00 d4                   |        svc   #0
      60 1e 00 f9                   |        str   x0,[x19,#56]
      73 02 01 91                   |        add   x19,x19,#64
      1f fc 3f b1                   |        cmn   x0,#4095
      c3 fe ff 54                   |        b.cc  next
      a9 fe ff b5                   |        cbnz  x9,next
      c8 0b 80 d2                   | done:  mov   x8,#94
      00 00 80 d2                   |        mov   x0,#0
      01 00 00 d4                   |        svc   #0
      """;

  private Routine() {}

  /** Returns the machine code for this machine, or null when there is none. */
  static byte @Nullable [] machineCode() {
    return switch (ARCHITECTURE) {
      case "amd64", "x86_64" -> bytes(X86_64);
      case "aarch64" -> bytes(AARCH64);
      default -> null;
    };
  }

  /** Returns the bytes of a listing's left column. */
  static byte[] bytes(String listing) {
    StringBuilder hex = new StringBuilder();
    for (String line : listing.strip().split("\n", -1)) {
      hex.append(line, 0, line.indexOf('|'));
    }
    return HexFormat.of().parseHex(hex.toString().replace(" ", ""));
  }
}
