package org.slirp4j.runtime.http;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.slirp4j.runtime.control.ControlException;

/** The processes of a network namespace, as this process sees them. */
final class Inhabitants {
  private static final Path PROC = Path.of("/proc");
  private static final String NAMESPACE = "unix:dev,ino";

  private Inhabitants() {}

  /**
   * Returns a process that lives in a network namespace: the one that has the name {@code pid} in
   * its own pid namespace, or the one with the lowest number.
   *
   * @param netns any path of the namespace
   * @param pid a name in a nested pid namespace, or 0
   */
  static int of(Path netns, int pid) throws ControlException {
    Map<String, Object> wanted;
    try {
      wanted = Files.readAttributes(netns, NAMESPACE);
    } catch (IOException e) {
      throw Fields.invalid("open " + netns + ": " + e.getClass().getSimpleName());
    }
    int lowest = 0;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
      for (Path process : processes) {
        if (livesIn(process, wanted)) {
          int found = Integer.parseInt(process.getFileName().toString());
          String[] names = names(found);
          if (pid > 0 && names[names.length - 1].equals(Integer.toString(pid))) {
            return found;
          }
          lowest = lowest == 0 ? found : Math.min(lowest, found);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new ControlException(
          ControlException.Kind.UNAVAILABLE, "read /proc: " + e.getMessage());
    }
    if (lowest == 0) {
      throw Fields.invalid(
          "no process that the daemon can see lives in "
              + netns
              + ", and the daemon is in another mount namespace: start something in it first");
    }
    return lowest;
  }

  private static boolean livesIn(Path process, Map<String, Object> namespace) {
    try {
      return Files.readAttributes(process.resolve("ns/net"), NAMESPACE).equals(namespace);
    } catch (IOException e) {
      return false; // somebody else's, or it has ended
    }
  }

  /**
   * Returns a process's names from this process's pid namespace to its own one (proc(5), NSpid),
   * which anybody may read.
   */
  static String[] names(int pid) throws ControlException {
    try {
      for (String line : Files.readAllLines(PROC.resolve(pid + "/status"))) {
        if (line.startsWith("NSpid:")) {
          return line.substring("NSpid:".length()).strip().split("\t", -1);
        }
      }
      return new String[] {Integer.toString(pid)}; // the kernel has no such namespaces
    } catch (IOException e) {
      throw Fields.invalid("the process " + pid + " has ended");
    }
  }
}
