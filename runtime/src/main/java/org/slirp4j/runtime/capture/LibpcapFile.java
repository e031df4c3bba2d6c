package org.slirp4j.runtime.capture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where libpcap lies. pcap4j asks for {@code libpcap.so}, a link that only development packages
 * have; and our JNA does not search the system by itself.
 */
final class LibpcapFile {
  /** pcap4j's property for the library's name or path. */
  private static final String PROPERTY = "org.pcap4j.core.pcapLibName";

  /** Debian's name and everybody else's; the same library. */
  private static final List<String> NAMES = List.of("libpcap.so.0.8", "libpcap.so.1", "libpcap.so");

  private static final List<String> FOLDERS =
      List.of(
          "/usr/lib/x86_64-linux-gnu",
          "/usr/lib/aarch64-linux-gnu",
          "/usr/lib64",
          "/usr/lib",
          "/lib64",
          "/lib",
          "/usr/local/lib");

  private LibpcapFile() {}

  /** Tells pcap4j, unless somebody has; before its first use. */
  static void use() {
    if (System.getProperty(PROPERTY) == null) {
      Path file = find();
      // Where nothing is found, ld.so(8) may know.
      System.setProperty(PROPERTY, file == null ? NAMES.getFirst() : file.toString());
    }
  }

  /** Tells whether it lies where it usually does. */
  static boolean isThere() {
    return find() != null;
  }

  private static @Nullable Path find() {
    for (String folder : FOLDERS) {
      for (String name : NAMES) {
        Path file = Path.of(folder, name);
        if (Files.exists(file)) {
          return file;
        }
      }
    }
    return null;
  }
}
