package org.slirp4j.runtime.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A running slirp4netns, started as its callers start it: its ready descriptor 3 is a pipe to us,
 * its exit descriptor 4 a pipe from us, standard output and error go to a log.
 */
public final class Slirp4netnsProcess implements AutoCloseable {
  private static final int END_SECONDS = 10;

  private final Process process;
  private final Path log;

  private Slirp4netnsProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts {@code slirp4netns -r 3 -e 4} with these words and waits until it is ready. */
  public static Slirp4netnsProcess ready(String... words) {
    return readyBy(List.of(), words);
  }

  /** Starts it so by a command that executes it. */
  public static Slirp4netnsProcess readyBy(List<String> launcher, String... words) {
    List<String> all = new ArrayList<>(List.of("-r", "3", "-e", "4"));
    all.addAll(List.of(words));
    Slirp4netnsProcess started = startedBy(launcher, all.toArray(String[]::new));
    started.awaitReady();
    return started;
  }

  /** Starts {@code slirp4netns} with these words. */
  public static Slirp4netnsProcess started(String... words) {
    return startedBy(List.of(), words);
  }

  /** Starts {@code slirp4netns} with these words by a command that executes it. */
  public static Slirp4netnsProcess startedBy(List<String> launcher, String... words) {
    try {
      Path log = Files.createTempFile("slirp4j-it", ".log");
      List<String> command =
          new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 3>&1 4<&0 >&2 </dev/null", "sh"));
      command.addAll(launcher);
      command.add(Image.program("slirp4netns"));
      command.addAll(List.of(words));
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
      DaemonProcess.putInto(builder.environment());
      Process process = builder.start();
      return new Slirp4netnsProcess(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the byte {@code 1} and the end of file behind it. */
  public void awaitReady() {
    try {
      byte[] bytes = process.getInputStream().readAllBytes();
      if (bytes.length != 1 || bytes[0] != '1') {
        throw new AssertionError("ready-fd brought " + bytes.length + " bytes; log: " + log());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what it has written to standard output and error. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns its process id. */
  public long pid() {
    return process.pid();
  }

  /** Tells whether it is a launcher that has handed its container over to a daemon. */
  public boolean isThin() {
    try {
      String program = Files.readSymbolicLink(Path.of("/proc/" + pid() + "/exe")).toString();
      return !program.endsWith("/jre/bin/java");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells whether it is running. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends data through the exit descriptor's pipe. */
  public void writeToExitFd(int octet) {
    try {
      process.getOutputStream().write(octet);
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the exit descriptor hang up. */
  public void hangUp() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal by its name. */
  public void signal(String name) {
    Outcome.of("kill", "-" + name, Long.toString(pid())).outIfOk();
  }

  /** Waits for the end; returns the exit status. */
  public int awaitEnd() {
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("still running after " + END_SECONDS + " s; log: " + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor();
      Files.delete(log);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
