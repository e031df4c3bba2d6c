package org.slirp4j.runtime.person;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.runtime.cli.RunOptions;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.runtime.metrics.Meters;
import org.slirp4j.runtime.run.ConnectedCommand;
import org.slirp4j.runtime.trace.FrameDump;

/** {@code slirp4j run}: a command in namespaces of its own, connected while it runs. */
final class Run {
  private Run() {}

  /**
   * Runs a command; returns its exit status as a shell would tell it.
   *
   * @throws IOException when it could not be connected, or the trace's file not be made
   */
  static int run(RunOptions options) throws IOException {
    PrintStream trace = trace(options.trace());
    try {
      return new ConnectedCommand(
              options,
              ResolverConfig.DEFAULT,
              trace == null ? null : new FrameDump(trace),
              engine -> printStats(options, engine))
          .run();
    } finally {
      if (trace != null) {
        trace.flush();
      }
    }
  }

  private static void printStats(RunOptions options, Engine engine) {
    if (options.stats()) {
      System.err.print(new Meters(engine).text());
    }
  }

  private static @Nullable PrintStream trace(@Nullable String file) throws IOException {
    if (file == null) {
      return null;
    }
    if (file.isEmpty()) {
      return System.err;
    }
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(file)), false, StandardCharsets.UTF_8);
  }
}
