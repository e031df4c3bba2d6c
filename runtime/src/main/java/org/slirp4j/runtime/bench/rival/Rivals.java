package org.slirp4j.runtime.bench.rival;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.OwnProgram;

/** The rivals that are there. */
public final class Rivals {
  /** The name of the program that ours may stand in for. */
  private static final String ORIGINAL = "slirp4netns";

  private static final String ROOTLESSKIT = "rootlesskit";

  private Rivals() {}

  /**
   * Returns one, or null where its program is missing.
   *
   * @param name as in {@link org.slirp4j.runtime.cli.BenchTable}
   * @param program the program's path, or an empty text for the one on PATH
   * @param original the path of the original slirp4netns, which RootlessKit needs, or an empty text
   *     for the one on PATH
   * @throws IOException when the path leads to no program, or to ours instead of slirp4netns
   */
  public static @Nullable Rival of(String name, String program, String original, HostNetwork host)
      throws IOException {
    if (name.equals("veth")) {
      return new VethRival(host);
    }
    if (!program.isEmpty()) {
      check(name, program);
    }
    if (name.equals("slirp4j")) {
      List<String> command =
          program.isEmpty() ? OwnProgram.command("slirp4netns") : List.of(program);
      return new Slirp4netnsRival(host, name, slirp4jVersion(command), command);
    }
    String path = path(name, program);
    String slirp4netns = name.equals(ROOTLESSKIT) ? path(ORIGINAL, original) : "";
    if (path == null || slirp4netns == null) {
      return null;
    }
    return switch (name) {
      case ORIGINAL -> new Slirp4netnsRival(host, name, Programs.version(path), List.of(path));
      case "pasta" -> new PastaRival(host, path);
      case ROOTLESSKIT -> new RootlessKitRival(host, path, slirp4netns);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Returns why there is none, for a person. */
  public static String whyMissing(String name, String program) {
    return path(name, program) == null
        ? name + " is not installed"
        : "the original " + ORIGINAL + ", which " + name + " needs, is not installed";
  }

  private static @Nullable String path(String name, String program) {
    return program.isEmpty() ? find(name) : program;
  }

  private static void check(String name, String program) throws IOException {
    if (!Programs.isProgram(Path.of(program))) {
      throw new IOException(
          "bench: " + name + "=" + program + ": it is no program that can be run");
    }
    if (name.equals(ORIGINAL) && isOurs(program)) {
      throw new IOException(
          "bench: " + name + "=" + program + ": it is slirp4j; give the path of the original");
    }
  }

  /** Returns a rival's program, which for slirp4netns is not one that slirp4j has put there. */
  private static @Nullable String find(String name) {
    if (!name.equals(ORIGINAL)) {
      return Programs.find(name);
    }
    for (String each : Programs.findAll(name)) {
      if (!isOurs(each)) {
        return each;
      }
    }
    return null;
  }

  /** Returns the version of this program itself. */
  public static String ownVersion() {
    return slirp4jVersion(OwnProgram.command(ORIGINAL));
  }

  private static boolean isOurs(String program) {
    return slirp4jVersion(List.of(program)).startsWith("slirp4j");
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
