package org.slirp4j.runtime.bench.measure;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.bench.rival.Output;
import org.slirp4j.runtime.bench.rival.Programs;

/** iperf3(1): a server for one run, and its client. */
public final class Iperf {
  private static final int PATIENCE_SECONDS = 15;

  /** Some hundred times what it says of a minute. */
  private static final int MOST_BYTES = 1 << 24;

  private static final File NOTHING = new File("/dev/null");

  private final String program;

  private Iperf(String program) {
    this.program = program;
  }

  /** Returns the one that is installed, or null. */
  public static @Nullable Iperf find() {
    String program = Programs.find("iperf3");
    return program == null ? null : new Iperf(program);
  }

  /** Returns its name and version. */
  public String version() {
    String said = Programs.version(program);
    return said.isEmpty() ? "iperf3" : said;
  }

  /**
   * Runs it.
   *
   * @param port the server's
   * @param server the words that lead into the server's namespaces
   * @param client those into the client's
   * @param to address and port that lead to the server
   * @param clientSends or else it receives
   * @param seconds what is measured
   * @param omitSeconds what goes before that
   */
  IperfJson run(
      int port,
      List<String> server,
      List<String> client,
      java.net.InetSocketAddress to,
      boolean clientSends,
      int streams,
      int seconds,
      int omitSeconds)
      throws IOException {
    List<String> serving = new ArrayList<>(server);
    serving.addAll(List.of(program, "-s", "-1", "--forceflush", "-p", "" + port));
    Process listener = start(serving);
    try {
      awaitListening(listener);
      List<String> words = new ArrayList<>(client);
      words.addAll(List.of(program, "-J", "-c", to.getAddress().getHostAddress()));
      words.addAll(List.of("-p", "" + to.getPort(), "-P", "" + streams));
      words.addAll(List.of("-t", "" + seconds, "-O", "" + omitSeconds));
      if (!clientSends) {
        words.add("-R");
      }
      return IperfJson.parse(output(start(words), seconds + omitSeconds + PATIENCE_SECONDS));
    } finally {
      listener.destroyForcibly();
    }
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectInput(NOTHING).redirectErrorStream(true).start();
  }

  private static void awaitListening(Process listener) throws IOException {
    try (Output.Limit _ = new Output.Limit(listener, PATIENCE_SECONDS)) {
      BufferedReader reader = listener.inputReader();
      String line = reader.readLine();
      while (line != null && !line.contains("listening")) {
        line = reader.readLine();
      }
      if (line == null) {
        throw new IOException("iperf3's server did not start");
      }
    }
  }

  /** Returns what a process says until its end, which comes within the limit or by force. */
  private static String output(Process process, int limitSeconds) throws IOException {
    try {
      String said = Output.of(process, "iperf3", limitSeconds, MOST_BYTES);
      if (said.isEmpty()) {
        throw new IOException("iperf3 said nothing");
      }
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}
