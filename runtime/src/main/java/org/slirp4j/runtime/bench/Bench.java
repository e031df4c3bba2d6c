package org.slirp4j.runtime.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.OwnProgram;
import org.slirp4j.runtime.bench.rival.Programs;
import org.slirp4j.runtime.cli.BenchOptions;

/** {@code slirp4j bench}, as a person starts it: checks, and starts the run in its namespaces. */
public final class Bench {
  /** The verb of the run itself. */
  public static final String INSIDE_VERB = "bench-inside";

  /** How long a run may take to clean up when it is interrupted. */
  private static final int END_SECONDS = 20;

  private static volatile boolean ending;

  private Bench() {}

  /**
   * Runs the benchmark.
   *
   * @param words the command line, whose options begin at {@code first}
   * @return the exit status
   * @throws IOException when it cannot be started, with a line for a person
   */
  public static int run(BenchOptions options, String[] words, int first) throws IOException {
    checkFile(options.json());
    checkFile(options.html());
    checkFile(options.markdown());
    String _ = Programs.need("nsenter", "util-linux") + Programs.need("ip", "iproute2");
    List<String> command = Namespaces.words();
    try (RunFolder folder = RunFolder.make()) {
      command.addAll(OwnProgram.command("slirp4j"));
      command.addAll(List.of(INSIDE_VERB, folder.path().toString()));
      command.addAll(Arrays.asList(words).subList(first, words.length));
      return run(command);
    }
  }

  private static int run(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    // The run ends when this pipe does, which it does with us.
    Process run = builder.redirectInput(ProcessBuilder.Redirect.PIPE).start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(run), "bench-end"));
    try {
      int status = run.waitFor();
      while (ending) {
        LockSupport.park(run); // the signal decides on the status
      }
      return status;
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  private static void checkFile(@Nullable String name) throws IOException {
    if (name == null) {
      return;
    }
    Path file = Path.of(name).toAbsolutePath();
    Path folder = file.getParent();
    if (Files.isDirectory(file)) {
      throw new IOException("open " + name + ": it is a folder; give a file's name");
    }
    boolean possible =
        Files.exists(file)
            ? Files.isWritable(file)
            : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
    if (!possible) {
      throw new IOException("open " + name + ": cannot be written; give another file");
    }
  }

  private static void end(Process run) {
    ending = true;
    try {
      run.getOutputStream().close(); // unshare does not pass signals on
    } catch (IOException e) {
      // it has ended already
    }
    try {
      if (!run.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        run.destroyForcibly();
      }
    } catch (InterruptedException e) {
      run.destroyForcibly();
    }
  }
}
