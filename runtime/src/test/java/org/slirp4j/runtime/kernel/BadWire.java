package org.slirp4j.runtime.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A running {@code src/test/kernel/wire}: the interface eth0 of one network namespace at one end,
 * the interface wire of another one at the other.
 */
final class BadWire implements AutoCloseable {
  private static final Path WIRE = Path.of("src/test/kernel/wire").toAbsolutePath();
  private static final int SEED = 4;

  private final Process wire;
  private final BufferedReader counts;

  private BadWire(Process wire) {
    this.wire = wire;
    this.counts = wire.inputReader(US_ASCII);
  }

  /**
   * Makes one; both interfaces are down and have no address.
   *
   * @param entering the command that executes it as the owner of both namespaces
   * @param near the process in whose network namespace eth0 is to be
   * @param far the process in whose network namespace wire is to be
   */
  static BadWire make(List<String> entering, String near, String far, int mtu) {
    List<String> command = new ArrayList<>(entering);
    command.addAll(List.of(WIRE.toString(), near, far, "" + mtu, "" + SEED));
    try {
      BadWire made =
          new BadWire(
              new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
      if (!"ready".equals(made.counts.readLine())) {
        throw new AssertionError("no wire: " + command);
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes it as bad as these words of {@code src/test/kernel/wire} say; returns how often it did
   * {@code what} so far, a word of the wire's answer.
   */
  int set(String words, String what) {
    try {
      wire.getOutputStream().write((words + "\n").getBytes(US_ASCII));
      wire.getOutputStream().flush();
      String line = counts.readLine();
      if (line == null) {
        throw new AssertionError("the wire broke at " + words);
      }
      return Arrays.stream(line.split(" ", -1))
          .filter(word -> word.startsWith(what + "="))
          .mapToInt(word -> Integer.parseInt(word.substring(what.length() + 1)))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      wire.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
