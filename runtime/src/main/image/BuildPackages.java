import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The second packager: makes of the image in runtime/target/slirp4j what is handed to people. Run
 * by the build, as a source file, by any user and on any Linux.
 *
 * <pre>
 * slirp4j-VERSION-linux-ARCH.tar.gz   the image, to be unpacked anywhere
 * slirp4j_VERSION_ARCH.deb            the image as a Debian package, deb(5)
 * </pre>
 */
final class BuildPackages {
  /** Where the image lies on a Debian system. */
  private static final String HOME = "usr/lib/slirp4j";

  private static final String DOC = "usr/share/doc/slirp4j";

  /** Fast: a second or two for each package, which are a tenth larger than they might be. */
  private static final int COMPRESSION_LEVEL = 1;

  private final Path image;
  private final Path packaging;
  private final String version;
  private final long now;

  private BuildPackages(Path image, Path packaging, String version, long now) {
    this.image = image;
    this.packaging = packaging;
    this.version = version;
    this.now = now;
  }

  /** Arguments: image folder, folder with the packages' own files, version. */
  public static void main(String[] args) throws Exception {
    Path image = Path.of(args[0]);
    long now = Files.getLastModifiedTime(image.resolve("lib/slirp4j.aot")).toMillis() / 1000;
    BuildPackages packages = new BuildPackages(image, Path.of(args[1]), args[2], now);
    Path folder = image.toAbsolutePath().getParent();
    String machine = System.getProperty("os.arch");
    String tar = "slirp4j-" + args[2] + "-linux-" + (machine.equals("amd64") ? "x86_64" : machine);
    String deb =
        "slirp4j_" + packages.debianVersion() + "_" + (machine.equals("amd64") ? machine : "arm64");
    Path tarFile = folder.resolve(tar + ".tar.gz");
    Path debFile = folder.resolve(deb + ".deb");
    if (packages.areNewest(tarFile, debFile)) {
      return;
    }
    List<Callable<Void>> tasks =
        List.of(() -> replace(tarFile, packages.tar()), () -> replace(debFile, packages.deb()));
    try (ExecutorService both = Executors.newFixedThreadPool(tasks.size())) {
      for (Future<Void> done : both.invokeAll(tasks)) {
        done.get();
      }
    }
  }

  /** Tells whether nothing that is packed has changed since these were made. */
  private boolean areNewest(Path... made) throws IOException {
    FileTime oldest = null;
    for (Path file : made) {
      if (!Files.exists(file)) {
        return false;
      }
      FileTime time = Files.getLastModifiedTime(file);
      oldest = oldest == null || time.compareTo(oldest) < 0 ? time : oldest;
    }
    for (Path folder : List.of(image, packaging, packaging.resolveSibling("image"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (Files.getLastModifiedTime(file).compareTo(oldest) > 0) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static Void replace(Path file, byte[] bytes) throws IOException {
    Path half = file.resolveSibling(file.getFileName() + ".half");
    Files.write(half, bytes);
    Files.move(half, file, REPLACE_EXISTING);
    return null;
  }

  // ---- the archive

  private byte[] tar() throws IOException {
    String home = "slirp4j-" + version;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Tar tar = new Tar(zipped(bytes))) {
      tar.tree(image, home);
      tar.file(home + "/LICENSE", packaging.resolve("../../../../LICENSE"));
      tar.file(home + "/share/containers.conf", packaging.resolve("containers.conf"));
    }
    return bytes.toByteArray();
  }

  // ---- the Debian package

  private byte[] deb() throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    String sums = data(data);
    ByteArrayOutputStream deb = new ByteArrayOutputStream();
    deb.write("!<arch>\n".getBytes(US_ASCII));
    member(deb, "debian-binary", "2.0\n".getBytes(US_ASCII));
    member(deb, "control.tar.gz", control(sums));
    member(deb, "data.tar.gz", data.toByteArray());
    return deb.toByteArray();
  }

  /** Adds a file to an archive of ar(1). */
  private void member(OutputStream archive, String name, byte[] bytes) throws IOException {
    String header =
        String.format("%-16s%-12d%-6d%-6d%-8s%-10d`\n", name, now, 0, 0, "100644", bytes.length);
    archive.write(header.getBytes(US_ASCII));
    archive.write(bytes);
    if (bytes.length % 2 != 0) {
      archive.write('\n');
    }
  }

  private byte[] control(String sums) throws IOException {
    String control =
        text("control")
            .replace("@VERSION@", debianVersion())
            .replace("@ARCH@", System.getProperty("os.arch").equals("amd64") ? "amd64" : "arm64")
            .replace("@KIBIBYTES@", Long.toString(installedKibibytes()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Tar tar = new Tar(zipped(bytes))) {
      tar.folder(".", now);
      tar.file("./control", control.getBytes(UTF_8), 0644, now);
      tar.file("./md5sums", sums.getBytes(UTF_8), 0644, now);
      for (String script : List.of("postinst", "prerm")) {
        tar.file("./" + script, text(script).getBytes(UTF_8), 0755, now);
      }
    }
    return bytes.toByteArray();
  }

  /** Writes the files; returns their checksums. */
  private String data(OutputStream bytes) throws IOException {
    try (Tar tar = new Tar(zipped(bytes))) {
      for (String folder :
          List.of(
              ".",
              "./usr",
              "./usr/bin",
              "./usr/lib",
              "./usr/lib/systemd",
              "./usr/lib/systemd/user",
              "./usr/share",
              "./usr/share/doc",
              "./" + DOC,
              "./" + DOC + "/examples",
              "./usr/share/man",
              "./usr/share/man/man1")) {
        tar.folder(folder, now);
      }
      tar.tree(image, "./" + HOME);
      tar.link("./usr/bin/slirp4j", "../lib/slirp4j/bin/slirp4j", now);
      for (String unit : List.of("slirp4j.service", "slirp4j.socket")) {
        byte[] content = Files.readAllBytes(image.resolve("share/systemd/user").resolve(unit));
        tar.file("./usr/lib/systemd/user/" + unit, content, 0644, now);
      }
      byte[] page = Files.readAllBytes(image.resolve("share/man/man1/slirp4j.1"));
      tar.file("./usr/share/man/man1/slirp4j.1.gz", compressed(page), 0644, now);
      tar.file("./" + DOC + "/copyright", text("copyright").getBytes(UTF_8), 0644, now);
      byte[] changes = text("changelog").replace("@VERSION@", debianVersion()).getBytes(UTF_8);
      tar.file("./" + DOC + "/changelog.gz", compressed(changes), 0644, now);
      byte[] example = text("containers.conf").getBytes(UTF_8);
      tar.file("./" + DOC + "/examples/containers.conf", example, 0644, now);
      return tar.sums();
    }
  }

  /** A snapshot comes before its release: deb-version(7). */
  private String debianVersion() {
    return version.replace("-SNAPSHOT", "~SNAPSHOT");
  }

  private long installedKibibytes() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(image)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes / 1024;
  }

  // ---- files

  private String text(String name) throws IOException {
    return Files.readString(packaging.resolve(name));
  }

  private static byte[] compressed(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream zip = zipped(bytes)) {
      zip.write(content);
    }
    return bytes.toByteArray();
  }

  private static OutputStream zipped(OutputStream to) throws IOException {
    return new BufferedOutputStream(
        new GZIPOutputStream(to, 1 << 16) {
          {
            def.setLevel(COMPRESSION_LEVEL);
            def.setStrategy(Deflater.DEFAULT_STRATEGY);
          }
        },
        1 << 16);
  }
}
