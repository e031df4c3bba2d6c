package org.slirp4j.runtime.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slirp4j.runtime.bench.rival.Leftovers;

/** Ends what a run has started and deletes its files: at its end, and when a signal comes. */
final class Cleanup implements AutoCloseable {
  private static final int MAX_PASSES = 10;

  private final Path folder;
  private boolean done;

  private Cleanup(Path folder) {
    this.folder = folder;
  }

  /** Makes the folder for a run's files, and sees to the end of both. */
  static Cleanup prepare() throws IOException {
    Cleanup cleanup = new Cleanup(Files.createTempDirectory("slirp4j-bench"));
    Runtime.getRuntime().addShutdownHook(new Thread(cleanup::close, "bench-cleanup"));
    Thread.ofPlatform().daemon().name("bench-starter").start(Cleanup::endWithStarter);
    return cleanup;
  }

  /** Ends the process when the one that has started it is gone. */
  private static void endWithStarter() {
    try {
      if (System.in.read() < 0) {
        System.exit(1);
      }
    } catch (IOException e) {
      System.exit(1);
    }
  }

  Path folder() {
    return folder;
  }

  @Override
  public synchronized void close() {
    if (done) {
      return;
    }
    done = true;
    Leftovers.end();
    // A process may start another one while we look: until there is none.
    for (int pass = 0; pass < MAX_PASSES; pass++) {
      List<ProcessHandle> all = ProcessHandle.current().descendants().toList();
      if (all.isEmpty()) {
        break;
      }
      all.forEach(ProcessHandle::destroyForcibly);
      all.forEach(each -> each.onExit().join());
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("slirp4j: cannot delete " + folder + ": " + e.getMessage());
    }
  }
}
