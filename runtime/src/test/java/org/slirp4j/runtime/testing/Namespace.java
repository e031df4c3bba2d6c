package org.slirp4j.runtime.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A container without anything in it: a user and a network namespace with a process that sleeps.
 */
public final class Namespace implements AutoCloseable {
  private static final List<String> ENTERED = List.of("--user", "--net");

  private final Process sleeper;
  private final List<String> entered;

  private Namespace(Process sleeper, List<String> entered) {
    this.sleeper = sleeper;
    this.entered = entered;
  }

  /** Makes one with unshare(1), as the user who runs the tests. */
  public static Namespace make() {
    return make(List.of("unshare", "--user", "--map-root-user", "--net"), ENTERED);
  }

  /**
   * Makes one with a command of one's own.
   *
   * @param maker what executes a program in it
   * @param entered the options of nsenter(1) that name the namespaces
   */
  static Namespace make(List<String> maker, List<String> entered) {
    List<String> command = new ArrayList<>(maker);
    command.addAll(List.of("sleep", "1000"));
    try {
      Process sleeper =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Path name = Path.of("/proc", Long.toString(sleeper.pid()), "comm");
      await()
          .atMost(10, TimeUnit.SECONDS)
          .pollInterval(5, TimeUnit.MILLISECONDS)
          .until(() -> Files.readString(name).equals("sleep\n"));
      return new Namespace(sleeper, entered);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the process that keeps the namespaces. */
  public String pid() {
    return Long.toString(sleeper.pid());
  }

  /** Returns the network namespace's path. */
  public String path() {
    return "/proc/" + pid() + "/ns/net";
  }

  /** Runs a program inside to its end, as root of the namespace. */
  public Outcome inside(String... command) {
    return Outcome.of(entering(command));
  }

  /** Runs a line of shell inside to its end, with the administrator's programs as well. */
  public Outcome insideShell(String line) {
    return inside("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; " + line);
  }

  /** Starts a program inside; its streams are the caller's to read. */
  public Process start(String... command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(entering(command));
      DaemonProcess.putInto(builder.environment());
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the words by which a command is executed inside. */
  public List<String> entering() {
    return entering(new String[0]);
  }

  private List<String> entering(String... command) {
    List<String> words = new ArrayList<>(List.of("nsenter", "--preserve-credentials"));
    words.addAll(entered);
    words.addAll(List.of("--target", pid()));
    words.addAll(List.of(command));
    return words;
  }

  /** Returns the names of the interfaces inside. */
  public List<String> interfaces() {
    return inside("ip", "-o", "link")
        .outIfOk()
        .lines()
        .map(line -> line.split(": ", -1)[1])
        .toList();
  }

  /** Ends the process, and with it the namespaces unless something else keeps them. */
  @Override
  public void close() {
    try {
      sleeper.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
