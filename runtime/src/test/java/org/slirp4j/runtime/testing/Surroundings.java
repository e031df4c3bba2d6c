package org.slirp4j.runtime.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The small host beside its own Internet in which real clients run: see {@code
 * src/test/surroundings/surroundings}, which makes it and tells the addresses.
 *
 * <p>Its socket is in the environment where {@code .ci/run} runs the tests as root; tests that need
 * it are skipped where it is not, and fail where it is but does not work.
 */
public final class Surroundings {
  /** Longer than anything that works takes. */
  private static final int LIMIT_SECONDS = 60;

  private static final @Nullable String SOCKET = System.getenv("SLIRP4J_TEST_SURROUNDINGS");

  /** What every script has, beside {@code $helper}: the path of the image's slirp4netns. */
  private static final String PRELUDE =
      """
      PATH=${helper%/*}:$PATH
      # Runs a command until it succeeds, for ten seconds; its last output is the output.
      eventually() {
        local tries output
        for ((tries = 0; tries < 100; tries++)); do
          if output=$("$@" 2>&1); then printf '%s\\n' "$output"; return 0; fi
          sleep 0.1
        done
        printf '%s\\n' "$output"
        return 1
      }
      """;

  private Surroundings() {}

  /** Runs a bash script to its end, as the ordinary user, with the image first on PATH. */
  public static Outcome bash(String script) {
    assumeTrue(
        SOCKET != null,
        "real clients need the surroundings that .ci/run makes as root:"
            + " SLIRP4J_TEST_SURROUNDINGS is not set");
    try {
      Path folder = Files.createTempDirectory("slirp4j-it");
      try {
        Files.writeString(
            folder.resolve("script"),
            "helper=" + Image.program("slirp4netns") + "\n" + PRELUDE + script);
        String line =
            "cd %s && timeout -k 5 %d bash ./script </dev/null >out 2>err; echo $?; exit\n"
                .formatted(folder, LIMIT_SECONDS);
        int status = Integer.parseInt(answer(line));
        return new Outcome(status, read(folder.resolve("out")), read(folder.resolve("err")));
      } finally {
        for (String file : new String[] {"script", "out", "err", ""}) {
          Files.deleteIfExists(folder.resolve(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String answer(String line) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(SOCKET));
      channel.write(ByteBuffer.wrap(line.getBytes(UTF_8)));
      String answer = new BufferedReader(Channels.newReader(channel, UTF_8)).readLine();
      if (answer == null) {
        throw new IOException("the surroundings behind " + SOCKET + " ended");
      }
      return answer;
    }
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
