package org.slirp4j.runtime.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.runtime.testing.Outcome;

/** The machine code against assemblers, where they are installed, and against an emulator. */
final class ThreadRoutineTest {
  private static final String AARCH64_TOOLS = "aarch64-linux-gnu-";

  @TempDir Path directory;

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private byte[] assembled(String prefix, String listing) throws IOException {
    assumeTrue(isInstalled(prefix + "as") && isInstalled(prefix + "objcopy"));
    String code =
        listing
            .lines()
            .map(line -> line.substring(line.indexOf('|') + 1) + "\n")
            .collect(Collectors.joining());
    Path source = Files.writeString(directory.resolve("routine.s"), code);
    String object = directory.resolve("routine.o").toString();
    Path binary = directory.resolve("routine.bin");
    Outcome.of(prefix + "as", "-o", object, source.toString()).outIfOk();
    Outcome.of(prefix + "objcopy", "-O", "binary", "-j", ".text", object, binary.toString())
        .outIfOk();
    return Files.readAllBytes(binary);
  }

  @Test
  void x86BytesAreWhatAnAssemblerMakes() throws IOException {
    assumeTrue(Machine.current() == Machine.X86_64);
    byte[] bytes = ThreadRoutine.bytes(ThreadRoutine.X86_64);
    assertArrayEquals(assembled("", ThreadRoutine.X86_64), bytes);
  }

  @Test
  void aarch64BytesAreWhatAnAssemblerMakes() throws IOException {
    byte[] bytes = ThreadRoutine.bytes(ThreadRoutine.AARCH64);
    assertArrayEquals(assembled(AARCH64_TOOLS, ThreadRoutine.AARCH64), bytes);
  }

  /**
   * As a handler of a signal that the program sends itself: a table that writes "one", fails, and
   * writes "two" and the recorded result; the program goes on behind and writes "end".
   */
  @Test
  void aarch64RoutineWorksInAnEmulator() throws Exception {
    assumeTrue(isInstalled(AARCH64_TOOLS + "as") && isInstalled("qemu-aarch64-static"));
    String bytes =
        HexFormat.ofDelimiter(",")
            .withPrefix("0x")
            .formatHex(ThreadRoutine.bytes(ThreadRoutine.AARCH64));
    String program =
        """
        .global _start
        _start: mov x8,#134; mov x0,#23; ldr x1,=action; mov x2,#0; mov x3,#8; svc #0
                mov x8,#172; svc #0
                mov x19,#7
                mov x1,#23; mov x8,#129; svc #0
                cmp x19,#7; b.ne bad
                mov x8,#64; mov x0,#1; ldr x1,=text+8; mov x2,#3; svc #0
        bad:    mov x8,#94; mov x0,#0; svc #0
        .balign 8
        routine: .byte %s
        .quad table
        .data
        .balign 8
        action: .quad routine,0x10000000,0,-1
        text:   .ascii "one two end"
        .balign 8
        table:  .quad 64,1,text,4,0,0,0,0
        close:  .quad 57,-1,0,0,0,0,0,0
                .quad 64,1,text+4,4,0,0,0,0
                .quad 64,1,close+56,1,0,0,0,0
                .quad -1
        """
            .formatted(bytes);
    Path source = Files.writeString(directory.resolve("program.s"), program);
    String object = directory.resolve("program.o").toString();
    String executable = directory.resolve("program").toString();
    Outcome.of(AARCH64_TOOLS + "as", "-o", object, source.toString()).outIfOk();
    Outcome.of(AARCH64_TOOLS + "ld", "-o", executable, object).outIfOk();
    Process process = new ProcessBuilder("qemu-aarch64-static", executable).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor());
    byte[] expected = "one two -end".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    expected[8] = -9; // EBADF
    assertArrayEquals(expected, output);
  }
}
