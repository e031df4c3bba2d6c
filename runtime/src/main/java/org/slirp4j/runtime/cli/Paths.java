package org.slirp4j.runtime.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Paths in command lines. */
final class Paths {
  private Paths() {}

  /**
   * Returns {@code path} if there is such a file.
   *
   * @throws UsageException otherwise, beginning with {@code complaint}
   */
  static String existing(String complaint, String path) throws UsageException {
    if (!new File(path).exists()) {
      throw new UsageException(complaint + ": " + path + ": " + reason(path));
    }
    return path;
  }

  private static String reason(String path) {
    try {
      Files.readAttributes(Path.of(path), BasicFileAttributes.class);
      return "EINVAL (Invalid argument)"; // an empty path, which Path takes for the folder we are
      // in
    } catch (NoSuchFileException e) {
      return "ENOENT (No such file or directory): give the path of a namespace, such as"
          + " /proc/PID/ns/net";
    } catch (AccessDeniedException e) {
      return "EACCES (Permission denied): start as the user who made the namespace, or as root";
    } catch (IOException | InvalidPathException e) {
      return e.getMessage() + ": give the path of a namespace, such as /proc/PID/ns/net";
    }
  }
}
