package org.slirp4j.runtime.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packed image, without any namespace. */
final class ImageIT {
  private static final Path IMAGE = Path.of(System.getProperty("slirp4j.image", "target/slirp4j"));
  private static final String NO_CACHE = "Unable to use AOT cache";

  /** On the image's own file system: copies are made of hard links. */
  private final Path folder = IMAGE.resolveSibling("image it");

  @BeforeEach
  void clean() throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "slirp4netns, -h, help",
    "slirp4netns, --help, help",
    "slirp4netns, -v, version",
    "slirp4netns, --version, version",
    "slirp4j, --help, help",
    "slirp4j, --version, version"
  })
  void answersHelpAndVersionWithoutAJvm(String face, String option, String text) throws Exception {
    copy("bin", folder);
    copy("share", folder);
    Outcome outcome = run(Map.of(), folder.resolve("bin").resolve(face), option);
    String expected = Files.readString(IMAGE.resolve("share/" + face + "." + text));
    assertFalse(expected.contains("@"), "a place-holder is left in it");
    assertEquals(new Outcome(0, expected), outcome);
  }

  @Test
  void answersHelpInLessThanTenMilliseconds() throws Exception {
    Path launcher = IMAGE.resolve("bin/slirp4netns");
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      run(Map.of(), launcher, "--help");
      shortest = Math.min(shortest, System.nanoTime() - start);
    }
    assertTrue(shortest < TimeUnit.MILLISECONDS.toNanos(10), "shortest: " + shortest + " ns");
  }

  @Test
  void startsThroughAChainOfLinks() throws Exception {
    Path links = Files.createDirectories(folder.resolve("a b"));
    Files.createSymbolicLink(links.resolve("first"), IMAGE.resolve("bin/slirp4netns"));
    Files.createSymbolicLink(links.resolve("second"), Path.of("first"));
    Files.createSymbolicLink(folder.resolve("third"), Path.of("a b/second"));
    Outcome outcome = run(Map.of(), folder.resolve("third"), "--version");
    assertEquals(0, outcome.exitCode(), outcome.output());
    assertEquals(Files.readString(IMAGE.resolve("share/slirp4netns.version")), outcome.output());
  }

  @Test
  void usesItsCacheInAnyFolderAndOnlyThere() throws Exception {
    for (String part : List.of("bin", "jre", "lib", "share")) {
      copy(part, folder);
    }
    // With this option the JVM would rather fail than start without its cache.
    Map<String, String> insist = Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on");
    Path launcher = folder.resolve("bin/slirp4j");
    String moved = run(insist, launcher, "no-such-verb").output();
    assertFalse(moved.contains(NO_CACHE), moved);

    Files.delete(folder.resolve("lib/slirp4j.aot"));
    String without = run(insist, launcher, "no-such-verb").output();
    assertTrue(without.contains(NO_CACHE), without);

    String quiet = run(Map.of(), launcher, "no-such-verb").output();
    assertFalse(quiet.contains("AOT") || quiet.contains("aot"), quiet);
  }

  @Test
  void packsWhatItNeedsAndNoMore() throws IOException {
    Set<String> packed = new TreeSet<>();
    try (Stream<Path> lib = Files.list(IMAGE.resolve("lib"))) {
      lib.map(file -> file.getFileName().toString().replaceFirst("-\\d.*", ""))
          .filter(name -> !name.endsWith(".so"))
          .forEach(packed::add);
    }
    Set<String> needed =
        Set.of(
            "slirp4j.aot",
            "runtime",
            "portfwd",
            "tapdev",
            "tcpip",
            "netty-buffer",
            "netty-codec-base",
            "netty-codec-compression",
            "netty-codec-http",
            "netty-handler",
            "netty-common",
            "netty-resolver",
            "netty-transport",
            "netty-transport-classes-epoll",
            "netty-transport-native-unix-common",
            "jna",
            "micrometer-commons",
            "micrometer-core",
            "micrometer-observation",
            "micrometer-registry-prometheus",
            "prometheus-metrics-config",
            "prometheus-metrics-core",
            "prometheus-metrics-exposition-formats",
            "prometheus-metrics-exposition-textformats",
            "prometheus-metrics-model",
            "prometheus-metrics-tracer-common",
            "HdrHistogram",
            "gson",
            "pcap4j-core",
            "pcap4j-packetfactory-static",
            "slf4j-api");
    assertEquals(new TreeSet<>(needed), packed);
  }

  /** How a process ended and what it wrote, to both of its outputs. */
  private record Outcome(int exitCode, String output) {}

  private static Outcome run(Map<String, String> environment, Path launcher, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(launcher.toAbsolutePath().toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().keySet().removeIf(name -> name.contains("JAVA"));
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  private static void copy(String part, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(IMAGE.resolve(part))) {
      for (Path file : files.toList()) {
        Path target = to.resolve(IMAGE.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (Files.isSymbolicLink(file)) {
          Files.createSymbolicLink(target, Files.readSymbolicLink(file));
        } else {
          Files.createLink(target, file);
        }
      }
    }
  }
}
