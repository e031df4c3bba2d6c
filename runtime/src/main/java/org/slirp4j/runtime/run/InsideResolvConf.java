package org.slirp4j.runtime.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.cli.Ipv4;
import org.slirp4j.runtime.cli.RunOptions;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;

/**
 * The resolv.conf(5) that a command sees: the network's DNS address, and the host's search list and
 * options. A temporary file, needed only until it is mounted.
 */
public final class InsideResolvConf implements Closeable {
  private static final Path HOST = Path.of("/etc/resolv.conf");

  private final @Nullable Path path;

  private InsideResolvConf(@Nullable Path path) {
    this.path = path;
  }

  /** Makes the file, or none when there is no DNS. */
  static InsideResolvConf make(RunOptions options) throws SystemCallException {
    if (!options.network().dns()) {
      return new InsideResolvConf(null);
    }
    try {
      Path file = Files.createTempFile("slirp4j-resolv", ".conf");
      Files.writeString(file, text(options.network().cidr().dns()));
      // Readable for whatever user the command turns into.
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      return new InsideResolvConf(file);
    } catch (IOException e) {
      throw new SystemCallException(
          "open",
          System.getProperty("java.io.tmpdir") + " (" + e.getMessage() + ")",
          Errno.EACCES,
          "a temporary file is needed there; or give --disable-dns");
    }
  }

  /** Returns what it holds; {@code dns} is an IPv4 address. */
  public static String text(int dns) {
    StringBuilder text = new StringBuilder("nameserver ").append(Ipv4.text(dns)).append('\n');
    try {
      for (String line : Files.readAllLines(HOST)) {
        if (line.startsWith("search ")
            || line.startsWith("domain ")
            || line.startsWith("options ")) {
          text.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      // The host has none: then there is nothing to take over.
    }
    return text.toString();
  }

  /** Returns the file, or null for none. */
  @Nullable Path path() {
    return path;
  }

  /** Deletes the file. */
  @Override
  public void close() {
    if (path != null) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        System.err.println("slirp4j: cannot delete " + path + ": " + e.getMessage());
      }
    }
  }
}
