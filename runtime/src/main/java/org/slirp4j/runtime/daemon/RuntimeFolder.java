package org.slirp4j.runtime.daemon;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder of the files by which a running daemon is found: only its user may look into it.
 *
 * <pre>
 *   $XDG_RUNTIME_DIR/slirp4j/        0700
 *     api.sock                       HTTP
 *     daemon.lock                    locked while the daemon lives; its process id
 *     front/                         the front door of the thin start
 *     containers/NAME.sock           the APIs that know one container only
 * </pre>
 *
 * @param path the folder's
 */
public record RuntimeFolder(Path path) {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  /**
   * Returns where the folder of this user's daemon is, whether it is there or not.
   *
   * @throws IOException when there is no place for it; the message tells what to do
   */
  public static RuntimeFolder locate() throws IOException {
    return locate(System.getenv());
  }

  static RuntimeFolder locate(Map<String, String> environment) throws IOException {
    String base = environment.get("XDG_RUNTIME_DIR");
    if (base != null && !base.isEmpty()) {
      Path path = Path.of(base);
      if (!path.isAbsolute()) {
        throw new IOException("XDG_RUNTIME_DIR=" + base + ": give an absolute path");
      }
      checkBase(path, "XDG_RUNTIME_DIR=" + base);
      return new RuntimeFolder(path.resolve("slirp4j"));
    }
    int user = user();
    Path usual = Path.of("/run/user", Integer.toString(user));
    checkBase(usual, "XDG_RUNTIME_DIR is not set, and " + usual);
    return new RuntimeFolder(usual.resolve("slirp4j"));
  }

  private static void checkBase(Path base, String name) throws IOException {
    Integer owner = owner(base, true);
    if (owner == null) {
      throw new IOException(
          name
              + ": no such folder: log in so that the system makes it (loginctl enable-linger),"
              + " or set XDG_RUNTIME_DIR to a folder of yours with mode 0700");
    }
    if (owner != user()) {
      throw new IOException(
          name
              + " belongs to user "
              + owner
              + ", not to user "
              + user()
              + ": set XDG_RUNTIME_DIR to a folder of yours with mode 0700");
    }
  }

  /**
   * Makes the folder, and those in it, unless they are there.
   *
   * @throws IOException when they cannot be made, or are not only this user's
   */
  public RuntimeFolder make() throws IOException {
    make(path);
    make(front());
    make(containers());
    return this;
  }

  private static void make(Path folder) throws IOException {
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException e) {
      Integer owner = owner(folder, false);
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          || owner == null
          || owner != user()) {
        throw new IOException(
            folder + " is in the way: it is no folder of user " + user() + "; remove it", e);
      }
      Files.setPosixFilePermissions(folder, OWNER_ONLY);
    } catch (IOException e) {
      throw new IOException("mkdir " + folder + ": " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "")
        + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")")
        + ": set XDG_RUNTIME_DIR to a folder that you can write to";
  }

  private static @Nullable Integer owner(Path file, boolean followed) {
    try {
      return (Integer)
          (followed
              ? Files.getAttribute(file, "unix:uid")
              : Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      return null;
    }
  }

  private static int user() throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  /** Returns the path of the HTTP API's socket. */
  public Path apiSocket() {
    return path.resolve("api.sock");
  }

  /** Returns the path of the lock's file. */
  public Path lock() {
    return path.resolve("daemon.lock");
  }

  /** Returns the folder of the front door. */
  public Path front() {
    return path.resolve("front");
  }

  /** Returns the folder of the sockets that are for one container each. */
  public Path containers() {
    return path.resolve("containers");
  }
}
