package org.slirp4j.runtime.bench.rival;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.OwnProgram;

/** The rivals that are there. */
public final class Rivals {
  private Rivals() {}

  /**
   * Returns one, or null where its program is missing.
   *
   * @param name as in {@link org.slirp4j.runtime.cli.BenchTable}
   * @param program the program's path, or an empty text for the one on PATH
   */
  public static @Nullable Rival of(String name, String program, HostNetwork host) {
    if (name.equals("veth")) {
      return new VethRival(host);
    }
    if (name.equals("slirp4j")) {
      List<String> command =
          program.isEmpty() ? OwnProgram.command("slirp4netns") : List.of(program);
      return new Slirp4netnsRival(host, name, slirp4jVersion(command), command);
    }
    String path = program.isEmpty() ? Programs.find(name) : program;
    if (path == null) {
      return null;
    }
    return switch (name) {
      case "slirp4netns" -> new Slirp4netnsRival(host, name, Programs.version(path), List.of(path));
      case "pasta" -> new PastaRival(host, path);
      case "rootlesskit" -> new RootlessKitRival(host, path);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Returns what is said of ours in the second line: the first imitates slirp4netns. */
  private static String slirp4jVersion(List<String> program) {
    List<String> command = new ArrayList<>(program);
    command.add("--version");
    try {
      List<String> lines = Programs.run(command).lines().toList();
      return lines.size() < 2 ? "" : lines.get(1).replace("commit: ", "");
    } catch (IOException e) {
      return "";
    }
  }
}
