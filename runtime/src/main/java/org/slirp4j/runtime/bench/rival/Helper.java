package org.slirp4j.runtime.bench.rival;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that is a container's network, and the file of what it says. */
final class Helper {
  private static final int END_SECONDS = 5;
  private static final int READY_SECONDS = 10;
  private static final File NOTHING = new File("/dev/null");

  private final Process process;
  private final Path log;

  private Helper(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts one whose descriptor 3 is the pipe that {@link #awaitReady} reads. */
  static Helper startWithReadyPipe(List<String> command, Path log) throws IOException {
    List<String> shell = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 3>&1 1>&2", "sh"));
    shell.addAll(command);
    return start(shell, log);
  }

  /** Starts one whose standard output is ours to read. */
  static Helper start(List<String> command, Path log) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectInput(NOTHING).redirectError(log.toFile());
    builder.environment().put("SLIRP4J_DAEMON", "never");
    return new Helper(builder.start(), log);
  }

  /** Waits for the byte that says that the network is there. */
  void awaitReady() throws IOException {
    try (Output.Limit limit = new Output.Limit(process, READY_SECONDS)) {
      if (process.getInputStream().read() < 0) {
        throw failure(
            limit.isOver()
                ? "was not ready within " + READY_SECONDS + " s"
                : "did not become ready");
      }
    }
  }

  /** Waits for the end of one that goes on in the background when it is ready. */
  void awaitEnd() throws IOException {
    try {
      if (!process.waitFor(READY_SECONDS, TimeUnit.SECONDS)) {
        throw failure("was not ready within " + READY_SECONDS + " s");
      }
      if (process.exitValue() != 0) {
        throw failure("ended with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  /** Returns the failure with the last thing that the helper said; ends it. */
  IOException failure(String what) {
    process.destroyForcibly();
    String last = Output.lastLine(log);
    return new IOException(what + (last.isEmpty() ? "" : ": " + last));
  }

  Process process() {
    return process;
  }

  /** Ends it. */
  void end() {
    end(process.toHandle());
  }

  /** Ends a process and waits for it, by force where it takes its time. */
  static void end(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      process.destroyForcibly();
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      process.destroyForcibly();
    }
  }
}
