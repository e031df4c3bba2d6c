package org.slirp4j.tapdev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine code against assemblers, where they are installed, and against an emulator. */
class RoutineTest {
  private static final String AARCH64_TOOLS = "aarch64-linux-gnu-";

  @TempDir Path directory;

  private static boolean isInstalled(String program) {
    return CommandTable.candidates(program, System.getenv("PATH")).stream()
        .anyMatch(path -> Files.isExecutable(Path.of(path)));
  }

  private byte[] assembled(String prefix, String listing) throws IOException {
    assumeTrue(isInstalled(prefix + "as") && isInstalled(prefix + "objcopy"));
    Path source = directory.resolve("routine.s");
    Path object = directory.resolve("routine.o");
    Path binary = directory.resolve("routine.bin");
    String code =
        listing
            .lines()
            .map(line -> line.substring(line.indexOf('|') + 1) + "\n")
            .collect(Collectors.joining());
    Files.writeString(source, code);
    Inside.output(prefix + "as", "-o", object.toString(), source.toString());
    Inside.output(
        prefix + "objcopy", "-O", "binary", "-j", ".text", object.toString(), binary.toString());
    return Files.readAllBytes(binary);
  }

  @Test
  void x86BytesAreWhatAnAssemblerMakes() throws Exception {
    assumeTrue(!Routine.IS_AARCH64);
    assertArrayEquals(assembled("", Routine.X86_64), Routine.bytes(Routine.X86_64));
  }

  @Test
  void aarch64BytesAreWhatAnAssemblerMakes() throws Exception {
    assertArrayEquals(assembled(AARCH64_TOOLS, Routine.AARCH64), Routine.bytes(Routine.AARCH64));
  }

  @Test
  void thisMachineHasARoutine() {
    assertNotNull(Routine.machineCode());
  }

  /**
   * A table of aarch64 calls that writes "one", fails and is tolerated, writes "two" and the
   * recorded result, fails for good, and would write "no".
   */
  @Test
  void aarch64RoutineWorksInAnEmulator() throws Exception {
    assumeTrue(isInstalled(AARCH64_TOOLS + "as") && isInstalled("qemu-aarch64-static"));
    String bytes =
        HexFormat.ofDelimiter(",").withPrefix("0x").formatHex(Routine.bytes(Routine.AARCH64));
    String program =
        """
        .global _start
        _start: ldr x0,=table
        .byte %s
        .data
        .balign 8
        text:   .ascii "one two no"
        .balign 8
        table:  .quad 64,1,text,4,0,0,0,0
        close:  .quad 57,-1,0,0,0,0,0,1
                .quad 64,1,text+4,4,0,0,0,0
                .quad 64,1,close+56,1,0,0,0,0
                .quad 57,-1,0,0,0,0,0,0
                .quad 64,1,text+8,2,0,0,0,0
                .quad -1
        """
            .formatted(bytes);
    Path source = Files.writeString(directory.resolve("program.s"), program);
    Path object = directory.resolve("program.o");
    Path executable = directory.resolve("program");
    Inside.output(AARCH64_TOOLS + "as", "-o", object.toString(), source.toString());
    Inside.output(AARCH64_TOOLS + "ld", "-o", executable.toString(), object.toString());
    Process process = new ProcessBuilder("qemu-aarch64-static", executable.toString()).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor());
    byte[] expected = "one two -".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    expected[8] = -9; // EBADF
    assertArrayEquals(expected, output);
  }
}
