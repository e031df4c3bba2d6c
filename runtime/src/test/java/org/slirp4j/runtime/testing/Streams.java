package org.slirp4j.runtime.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server of {@code src/test/kernel/streams}, and the words by which it is asked. */
public final class Streams implements AutoCloseable {
  private static final String PROGRAM =
      Path.of("src/test/kernel/streams").toAbsolutePath().toString();

  private final Process server;

  private Streams(Process server) {
    this.server = server;
  }

  /** Starts a server by a command that executes it; it serves when this returns. */
  public static Streams serve(List<String> launcher, String address, int port) {
    List<String> words = new ArrayList<>(launcher);
    words.addAll(server(address, port));
    try {
      return awaited(
          new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the words of a server's command. */
  public static List<String> server(String address, int port) {
    return List.of(PROGRAM, "serve", address, Integer.toString(port));
  }

  /** Takes a process that becomes a server; it serves when this returns. */
  public static Streams awaited(Process server) throws IOException {
    String line = server.inputReader(UTF_8).readLine();
    assertEquals("ready", line);
    return new Streams(server);
  }

  /** Returns the words of the command that asks, of which {@code words} are some. */
  public static List<String> ask(String words, String address, int port) {
    List<String> command = new ArrayList<>(List.of(PROGRAM, "ask"));
    command.addAll(split(words));
    command.addAll(List.of(address, Integer.toString(port)));
    return command;
  }

  /** Asks by a launcher's command. */
  public static void assertWhole(List<String> launcher, String words, String address, int port) {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(ask(words, address, port));
    assertEquals("ok\n", Outcome.of(command).outIfOk());
  }

  /**
   * Asks by a launcher's command for a stream out and one back; returns the bytes that either
   * carried in a second.
   */
  public static double[] rates(List<String> launcher, String words, String address, int port) {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(ask("only=rates " + words, address, port));
    String said = Outcome.of(command).outIfOk();
    String[] found = said.strip().split(" ", -1);
    assertEquals("ok", found[0], said);
    return new double[] {Double.parseDouble(found[1]), Double.parseDouble(found[2])};
  }

  /** Returns what is between blanks. */
  public static List<String> split(String words) {
    return words.isBlank() ? List.of() : List.of(words.strip().split(" +", -1));
  }

  @Override
  public void close() {
    server.destroyForcibly();
  }

  /**
   * Goes on where the program is installed that a line of shell begins with, and where it has to
   * be: in the surroundings of .ci/run.
   */
  public static void assumeTool(String line) {
    String program = line.strip().split(" ", 2)[0];
    String look = "PATH=$PATH:/usr/sbin:/sbin; command -v " + program;
    boolean mustBeThere = System.getenv("SLIRP4J_TEST_SURROUNDINGS") != null;
    boolean isThere = Outcome.of("sh", "-c", look).status() == 0;
    assumeTrue(mustBeThere || isThere, program + " is not installed");
  }
}
