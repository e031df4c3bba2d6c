package org.slirp4j.runtime.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Outcome;

/** What is made of the image: an archive that runs wherever it is unpacked, a Debian package. */
final class PackagesIT {
  private static final Path TARGET = Path.of(Image.program("../..")).normalize();

  @Test
  @Tag("kernel")
  void theArchiveRunsFromAReadOnlyFolderAnywhere(@TempDir Path folder) throws IOException {
    Path moved = Files.createDirectories(folder.resolve("some where")).resolve("else");
    Outcome.of("tar", "-xzf", newest(".tar.gz").toString(), "-C", folder.toString()).outIfOk();
    Path unpacked = only(folder, "slirp4j-");
    Files.move(unpacked, moved);
    Outcome.of("chmod", "-R", "a-w", moved.toString()).outIfOk();
    try {
      String slirp4j = moved.resolve("bin/slirp4j").toString();
      // With this option the JVM would rather fail than start without its cache.
      Outcome cached =
          Outcome.of("env", "JAVA_TOOL_OPTIONS=-XX:AOTMode=on", slirp4j, "no-such-verb");
      assertEquals(1, cached.status());
      assertFalse(cached.err().contains("Unable to use AOT cache"), cached.err());
      assertTrue(cached.err().contains("unknown command"), cached.err());

      Outcome.of(slirp4j, "run", "--", "ping", "-c1", "-W5", "10.0.2.2").outIfOk();

      assertTrue(Files.exists(moved.resolve("LICENSE")));
      assertTrue(Files.exists(moved.resolve("share/containers.conf")));
      assertTrue(Files.exists(moved.resolve("share/man/man1/slirp4netns.1")));
    } finally {
      Outcome.of("chmod", "-R", "u+w", moved.toString()).outIfOk();
    }
  }

  @Test
  void theDebianPackageHoldsTheImageAndItsNeighbours() throws IOException {
    assumeDpkg();
    String deb = newest(".deb").toString();
    TreeSet<String> names = new TreeSet<>();
    for (String line : Outcome.of("dpkg-deb", "-c", deb).outIfOk().lines().toList()) {
      assertTrue(line.contains(" root/root "), line);
      names.add(line.replaceFirst("^(\\S+\\s+){5}", ""));
    }
    assertTrue(
        names.containsAll(
            List.of(
                "./usr/bin/slirp4j -> ../lib/slirp4j/bin/slirp4j",
                "./usr/lib/slirp4j/bin/slirp4netns",
                "./usr/lib/slirp4j/lib/slirp4j.aot",
                "./usr/lib/slirp4j/share/man/man1/slirp4netns.1",
                "./usr/lib/systemd/user/slirp4j.service",
                "./usr/lib/systemd/user/slirp4j.socket",
                "./usr/share/man/man1/slirp4j.1.gz",
                "./usr/share/doc/slirp4j/copyright",
                "./usr/share/doc/slirp4j/changelog.gz",
                "./usr/share/doc/slirp4j/examples/containers.conf")),
        () -> names.toString());
    // What the package slirp4netns owns.
    assertFalse(names.contains("./usr/bin/slirp4netns"));
    assertFalse(names.contains("./usr/share/man/man1/slirp4netns.1.gz"));
  }

  @Test
  void theDebianPackageOffersSlirp4netnsAsAnAlternative(@TempDir Path folder) throws IOException {
    assumeDpkg();
    String deb = newest(".deb").toString();
    assertEquals("slirp4j", Outcome.of("dpkg-deb", "-f", deb, "Package").outIfOk().strip());
    Outcome.of("dpkg-deb", "-e", deb, folder.toString()).outIfOk();
    for (String script : List.of("postinst", "prerm")) {
      Path file = folder.resolve(script);
      assertTrue(Files.isExecutable(file), script);
      assertEquals(0, Outcome.of("sh", "-n", file.toString()).status());
      assertTrue(Files.readString(file).contains("update-alternatives"), script);
    }
    String sums = Files.readString(folder.resolve("md5sums"));
    assertTrue(sums.contains("  usr/lib/slirp4j/lib/slirp4j.aot\n"), sums);
    String control = Files.readString(folder.resolve("control"));
    assertFalse(control.matches("(?s).*@[A-Z]+@.*"), control);
  }

  private static void assumeDpkg() {
    assumeTrue(
        Outcome.of("sh", "-c", "command -v dpkg-deb").status() == 0, "dpkg-deb is not installed");
  }

  private static Path newest(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(TARGET)) {
      return files
          .filter(file -> file.toString().endsWith(suffix))
          .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .orElseThrow(() -> new AssertionError("no " + suffix + " in " + TARGET));
    }
  }

  private static Path only(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
      assertEquals(1, found.size(), found.toString());
      return found.getFirst();
    }
  }
}
