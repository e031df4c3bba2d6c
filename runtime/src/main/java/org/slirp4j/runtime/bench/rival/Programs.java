package org.slirp4j.runtime.bench.rival;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Other programs: where they are, and running them to their end. */
public final class Programs {
  private static final int LIMIT_SECONDS = 20;
  private static final int MOST_BYTES = 1 << 16;

  /** Where an ordinary user's PATH often does not lead. */
  private static final List<String> MORE_FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/local/sbin");

  private static final File NOTHING = new File("/dev/null");

  private Programs() {}

  /** Returns a program's path, or null if there is none. */
  public static @Nullable String find(String name) {
    List<String> all = findAll(name);
    return all.isEmpty() ? null : all.getFirst();
  }

  /** Returns the paths of all programs of a name, the one that a shell would take first. */
  static List<String> findAll(String name) {
    String path = System.getenv("PATH");
    return findAll(name, path == null ? "" : path, MORE_FOLDERS);
  }

  /**
   * The same.
   *
   * @param path folders with colons between them; an empty one, which would be the current folder,
   *     is none
   * @param more folders to look into after those
   */
  static List<String> findAll(String name, String path, List<String> more) {
    List<String> found = new ArrayList<>();
    List<String> folders = new ArrayList<>(List.of(path.split(File.pathSeparator, -1)));
    folders.addAll(more);
    for (String folder : folders) {
      if (!folder.isEmpty()) {
        Path file = Path.of(folder, name);
        if (isProgram(file)) {
          found.add(file.toString());
        }
      }
    }
    return found;
  }

  /** Returns whether a file can be run. */
  static boolean isProgram(Path file) {
    return Files.isExecutable(file) && Files.isRegularFile(file);
  }

  /**
   * Returns a program's path.
   *
   * @throws IOException when there is none
   */
  public static String need(String name, String pack) throws IOException {
    String found = find(name);
    if (found == null) {
      throw new IOException(name + " is needed: install " + pack);
    }
    return found;
  }

  /**
   * Runs a program to its end, with nothing to read.
   *
   * @return what it said, on either output
   * @throws IOException when it fails, with its first line
   */
  public static String run(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    Process process = builder.redirectErrorStream(true).redirectInput(NOTHING).start();
    try {
      String said = Output.of(process, command.getFirst(), LIMIT_SECONDS, MOST_BYTES);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command.getFirst() + " took over " + LIMIT_SECONDS + " s");
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            command.getFirst() + " ended with " + process.exitValue() + ": " + firstLine(said));
      }
      return said;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IOException("interrupted", e);
    }
  }

  /** Returns what a program says first when it is asked for its version, or an empty text. */
  public static String version(String program) {
    try {
      return firstLine(run(List.of(program, "--version")));
    } catch (IOException e) {
      return "";
    }
  }

  /** Returns the first line that has something in it. */
  static String firstLine(String text) {
    return Output.shortened(
        text.lines().filter(line -> !line.isBlank()).findFirst().orElse("").strip());
  }
}
