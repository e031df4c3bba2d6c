package org.slirp4j.runtime.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slirp4j.runtime.bench.rival.Programs;

/**
 * The namespaces of a run, by unshare(1): a user's and a network's, with many user ids where that
 * works, because RootlessKit needs them, and with processes of its own where that works. Then the
 * kernel ends every process of the run with its first one, and that with unshare, whatever kills
 * them; the first one is a shell, because somebody has to wait for those who went into the
 * background.
 */
final class Namespaces {
  private static final List<String> ALWAYS =
      List.of("--user", "--map-root-user", "--net", "--mount");

  private static final List<String> IDS = List.of("--map-auto");

  private static final List<String> PROCESSES =
      List.of("--pid", "--fork", "--kill-child", "--mount-proc");

  private static final List<String> FIRST_PROCESS = List.of("sh", "-c", "\"$@\"; exit", "sh");

  private Namespaces() {}

  /**
   * Returns the words that a command is put behind.
   *
   * @throws IOException when none can be made, with a line for a person
   */
  static List<String> words() throws IOException {
    String unshare = Programs.need("unshare", "util-linux");
    List<String> plain = words(unshare, List.of(), List.of());
    check(plain); // at first: where nothing is possible, unshare --map-auto hangs
    for (List<String> processes : List.of(PROCESSES, List.<String>of())) {
      if (!isPossible(words(unshare, List.of(), processes))) {
        continue;
      }
      for (List<String> ids : List.of(IDS, List.<String>of())) {
        List<String> words = words(unshare, ids, processes);
        if (isPossible(words)) {
          return words;
        }
      }
    }
    return plain;
  }

  private static List<String> words(String unshare, List<String> ids, List<String> processes) {
    List<String> words = new ArrayList<>(List.of(unshare));
    words.addAll(ALWAYS);
    words.addAll(ids);
    words.addAll(processes);
    words.add("--");
    words.addAll(processes.isEmpty() ? List.of() : FIRST_PROCESS);
    return words;
  }

  private static boolean isPossible(List<String> words) {
    try {
      check(words);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void check(List<String> words) throws IOException {
    List<String> command = new ArrayList<>(words);
    command.add("true");
    try {
      String _ = Programs.run(command);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + "; slirp4j doctor tells what is missing", e);
    }
  }
}
