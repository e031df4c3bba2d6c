package org.slirp4j.runtime.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of a run's files, which is locked for as long as the run lives. A run that was killed
 * with all its processes at once leaves it; the next one sees that nobody holds its lock, and
 * deletes it.
 */
final class RunFolder implements AutoCloseable {
  private static final String PREFIX = "slirp4j-bench";
  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel lock;

  private RunFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Makes one, and deletes those that are nobody's any more. */
  static RunFolder make() throws IOException {
    Path path = Files.createTempDirectory(PREFIX);
    Path unnamed = path.resolve(LOCK + ".new");
    FileChannel lock =
        FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileLock _ = lock.lock();
    Files.move(unnamed, path.resolve(LOCK)); // nobody finds it unlocked
    for (Path each : others(path)) {
      if (isAbandoned(each)) {
        boolean _ = delete(each);
      }
    }
    return new RunFolder(path, lock);
  }

  /** Returns the folders of the same user's other runs. */
  private static List<Path> others(Path own) throws IOException {
    List<Path> others = new ArrayList<>();
    Path parent = own.toAbsolutePath().getParent();
    if (parent == null) {
      return others;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path each : all) {
        if (!each.getFileName().equals(own.getFileName()) && owner(each).equals(owner(own))) {
          others.add(each);
        }
      }
    }
    return others;
  }

  private static Object owner(Path path) {
    try {
      return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return "nobody";
    }
  }

  private static boolean isAbandoned(Path folder) {
    try (FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
        FileLock mine = lock.tryLock()) {
      return mine != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  Path path() {
    return path;
  }

  /** Deletes a folder with all that is in it; returns whether it is gone. */
  static boolean delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      return !Files.exists(folder);
    }
  }

  /** Deletes it, unless the run has done so. */
  @Override
  public void close() throws IOException {
    lock.close();
    if (!delete(path)) {
      throw new IOException("bench: cannot delete " + path);
    }
  }
}
