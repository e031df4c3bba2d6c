package org.slirp4j.runtime.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The programs of the image that the build has made.
 *
 * <p>With {@code SLIRP4J_TEST_HELPER=/usr/bin/slirp4netns} in the environment the tests that start
 * {@code slirp4netns} start that one: what they expect of ours can be held against the original.
 */
public final class Image {
  private static final Path HOME = Path.of(System.getProperty("slirp4j.image", "target/slirp4j"));

  private Image() {}

  /** Returns a program's path: {@code slirp4j} or {@code slirp4netns}. */
  public static String program(String name) {
    String other = System.getenv("SLIRP4J_TEST_HELPER");
    if (other != null && name.equals("slirp4netns")) {
      return other;
    }
    return HOME.resolve("bin").resolve(name).toAbsolutePath().toString();
  }

  /** Runs {@code slirp4j} to its end. */
  public static Outcome slirp4j(String... arguments) {
    return run("slirp4j", arguments);
  }

  /** Runs {@code slirp4netns} to its end. */
  public static Outcome slirp4netns(String... arguments) {
    return run("slirp4netns", arguments);
  }

  private static Outcome run(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program(program)));
    command.addAll(List.of(arguments));
    return Outcome.of(command);
  }
}
