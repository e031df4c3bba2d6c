package org.slirp4j.runtime.bench.rival;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The subordinate ids of the run's root, which newuidmap(1) looks up: subuid(5). The run's user
 * namespace has many ids where its user has; the two files then name them, in the run's own mount
 * namespace.
 */
public final class SubordinateIds {
  private static final Path MAP = Path.of("/proc/self/uid_map");
  private static final String ALL = "root:1:65535\n";

  private SubordinateIds() {}

  /** Offers the ids that there are; without them a rival that needs them says so itself. */
  public static void offer(Path folder) throws IOException {
    if (Files.readAllLines(MAP).size() < 2) {
      return;
    }
    Path file = Files.writeString(folder.resolve("subordinate-ids"), ALL);
    for (String name : List.of("/etc/subuid", "/etc/subgid")) {
      if (Files.exists(Path.of(name))) {
        String _ = Programs.run(List.of("mount", "--bind", file.toString(), name));
      }
    }
  }
}
