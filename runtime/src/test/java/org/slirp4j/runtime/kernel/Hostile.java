package org.slirp4j.runtime.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slirp4j.runtime.testing.Namespace;

/** The program {@code src/test/kernel/hostile}, run inside a namespace. */
final class Hostile {
  private static final Path PROGRAM = Path.of("src/test/kernel/hostile").toAbsolutePath();

  private Hostile() {}

  /** Runs a case to its end; returns what it printed. */
  static String run(Namespace namespace, String name, int... arguments) {
    return namespace.inside(words(name, arguments)).outIfOk();
  }

  /** Starts a case. */
  static Process start(Namespace namespace, String name, int... arguments) {
    return namespace.start(words(name, arguments));
  }

  private static String[] words(String name, int... arguments) {
    List<String> words = new ArrayList<>(List.of(PROGRAM.toString(), name));
    for (int argument : arguments) {
      words.add(Integer.toString(argument));
    }
    return words.toArray(String[]::new);
  }
}
