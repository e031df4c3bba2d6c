package org.slirp4j.runtime.daemon.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.NamespaceTarget;

/**
 * Which network namespace a name stands for, so that it is known again: process ids and paths come
 * back for others.
 *
 * @param inode the namespace's number: namespaces(7); 0 when it cannot be seen
 * @param startTicks when the process that names it was started, in clock ticks since the machine
 *     was; 0 for a path
 */
public record NamespaceId(long inode, long startTicks) {
  /** It is in field 22, the command's name in parentheses is field 2: proc_pid_stat(5). */
  private static final int START_TIME_AFTER_NAME = 22 - 3;

  /** Returns the identity of what is there now, or null when nothing is, or it is not ours. */
  public static @Nullable NamespaceId of(NamespaceTarget target) {
    try {
      return switch (target) {
        case NamespaceTarget.OfPid process ->
            new NamespaceId(inode(processPath(process.pid())), startTicks(process.pid()));
        case NamespaceTarget.OfPath path -> new NamespaceId(inode(Path.of(path.netnsPath())), 0);
        case NamespaceTarget.Current here -> null;
      };
    } catch (IOException | RuntimeException e) {
      return null; // no such file, or what is there is no such text
    }
  }

  /** Tells whether a target still is this namespace. */
  public boolean isStill(NamespaceTarget target) {
    return equals(of(target));
  }

  /** Returns the inode of this process's own network namespace, or 0. */
  public static long own() {
    try {
      return inode(Path.of("/proc/self/ns/net"));
    } catch (IOException e) {
      return 0;
    }
  }

  /** Returns the text by which the kernel names the namespace. */
  public String text() {
    return "net:[" + inode + "]";
  }

  private static Path processPath(int pid) {
    return Path.of("/proc", Integer.toString(pid), "ns/net");
  }

  private static long inode(Path path) throws IOException {
    return (Long) Files.getAttribute(path, "unix:ino");
  }

  private static long startTicks(int pid) throws IOException {
    String text =
        Files.readString(
            Path.of("/proc", Integer.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[START_TIME_AFTER_NAME]);
  }
}
