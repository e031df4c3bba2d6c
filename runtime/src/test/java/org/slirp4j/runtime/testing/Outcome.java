package org.slirp4j.runtime.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a program ended.
 *
 * @param status its exit status; 128 and the signal's number if one ended it
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record Outcome(int status, String out, String err) {
  /** Longer than anything that works takes. */
  private static final int LIMIT_SECONDS = 60;

  /** Runs a program to its end, with nothing on standard input. */
  public static Outcome of(List<String> command) {
    try {
      Path out = Files.createTempFile("slirp4j-it", ".out");
      Path err = Files.createTempFile("slirp4j-it", ".err");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        DaemonProcess.putInto(builder.environment());
        Process process = builder.start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
          throw new AssertionError(
              command + " took over " + LIMIT_SECONDS + " s: " + read(out) + read(err));
        }
        return new Outcome(process.exitValue(), read(out), read(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a program to its end. */
  public static Outcome of(String... command) {
    return of(List.of(command));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  /** Returns standard output of a program that ended well. */
  public String outIfOk() {
    if (status != 0) {
      throw new AssertionError("ended with " + status + ": " + out + err);
    }
    return out;
  }
}
