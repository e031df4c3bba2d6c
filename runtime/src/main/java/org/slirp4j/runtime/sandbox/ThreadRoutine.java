package org.slirp4j.runtime.sandbox;

import java.util.HexFormat;

/**
 * The machine code that {@link EveryThread} makes each thread run as a signal handler: it works
 * through the rows at the address that stands behind its last instruction, makes each one's system
 * call, whatever the one before has brought, stores the result in the row's last word, and returns
 * at the first row whose number is negative.
 *
 * <p>It touches no stack but for returning, no thread-local storage and no {@code errno}; all
 * registers are restored by the kernel when the handler has returned. The left column below is what
 * runs; a test has an assembler turn the right column into the same bytes.
 */
final class ThreadRoutine {
  /** The bytes at the end of the x86-64 code that a handler returns to: rt_sigreturn(2). */
  static final int X86_64_RESTORER_BYTES = 7;

  /** x86-64; a system call destroys rax, rcx and r11. */
  static final String X86_64 =
      """
      48 8b 1d 34 00 00 00          |        mov   0x34(%rip),%rbx
      48 8b 03                      | next:  mov   (%rbx),%rax
      48 85 c0                      |        test  %rax,%rax
      78 24                         |        js    done
      48 8b 7b 08                   |        mov   8(%rbx),%rdi
      48 8b 73 10                   |        mov   16(%rbx),%rsi
      48 8b 53 18                   |        mov   24(%rbx),%rdx
      4c 8b 53 20                   |        mov   32(%rbx),%r10
      4c 8b 43 28                   |        mov   40(%rbx),%r8
      4c 8b 4b 30                   |        mov   48(%rbx),%r9
      0f 05                         |        syscall
      48 89 43 38                   |        mov   %rax,56(%rbx)
      48 83 c3 40                   |        add   $64,%rbx
      eb d4                         |        jmp   next
      c3                            | done:  ret
      b8 0f 00 00 00                |        mov   $15,%eax
      0f 05                         |        syscall
      """;

  /** aarch64; a handler returns to the kernel's own code for rt_sigreturn(2). */
  static final String AARCH64 =
      """
      73 01 00 58                   |        ldr   x19,.+44
      68 02 40 f9                   | next:  ldr   x8,[x19]
      08 01 f8 b7                   |        tbnz  x8,#63,done
      60 86 40 a9                   |        ldp   x0,x1,[x19,#8]
      62 8e 41 a9                   |        ldp   x2,x3,[x19,#24]
      64 96 42 a9                   |        ldp   x4,x5,[x19,#40]
      01 00 00 d4                   |        svc   #0
      60 1e 00 f9                   |        str   x0,[x19,#56]
      73 02 01 91                   |        add   x19,x19,#64
      f8 ff ff 17                   |        b     next
      c0 03 5f d6                   | done:  ret
      """;

  private ThreadRoutine() {}

  /** Returns the machine code. */
  static byte[] machineCode(Machine machine) {
    return bytes(machine == Machine.AARCH64 ? AARCH64 : X86_64);
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
