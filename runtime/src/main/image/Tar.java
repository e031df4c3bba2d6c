import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A tar archive that is being written: POSIX ustar, pax(1). Every file in it belongs to root, may
 * be read by all, and keeps its time, which the ahead-of-time cache compares.
 */
final class Tar implements Closeable {
  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final int PREFIX_BYTES = 155;

  private final OutputStream out;
  private final StringBuilder sums = new StringBuilder();

  Tar(OutputStream out) {
    this.out = out;
  }

  /** Returns a line for every file so far, as md5sum(1) writes them. */
  String sums() {
    return sums.toString();
  }

  /** Adds a folder with all that is in it, under another name. */
  void tree(Path folder, String name) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.sorted().toList();
    }
    for (Path file : files) {
      String relative = folder.relativize(file).toString();
      String inside = relative.isEmpty() ? name : name + "/" + relative;
      long seconds = seconds(file);
      if (Files.isSymbolicLink(file)) {
        link(inside, Files.readSymbolicLink(file).toString(), seconds);
      } else if (Files.isDirectory(file)) {
        folder(inside, seconds);
      } else {
        file(inside, file);
      }
    }
  }

  /** Adds a file's copy. */
  void file(String name, Path file) throws IOException {
    boolean program =
        Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
    file(name, Files.readAllBytes(file), program ? 0755 : 0644, seconds(file));
  }

  /** Adds a file. */
  void file(String name, byte[] content, int mode, long seconds) throws IOException {
    header(name, '0', mode, content.length, seconds, "");
    out.write(content);
    out.write(new byte[-content.length & (BLOCK - 1)]);
    sums.append(md5(content)).append("  ").append(name.replaceFirst("^[.]/", "")).append('\n');
  }

  /** Adds a folder. */
  void folder(String name, long seconds) throws IOException {
    header(name + "/", '5', 0755, 0, seconds, "");
  }

  /** Adds a symbolic link. */
  void link(String name, String target, long seconds) throws IOException {
    header(name, '2', 0777, 0, seconds, target);
  }

  private static long seconds(Path file) throws IOException {
    return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis() / 1000;
  }

  private void header(String name, char kind, int mode, long bytes, long seconds, String linkTarget)
      throws IOException {
    byte[] header = new byte[BLOCK];
    putName(header, name);
    octal(header, 100, 8, mode);
    octal(header, 108, 8, 0);
    octal(header, 116, 8, 0);
    octal(header, 124, 12, bytes);
    octal(header, 136, 12, seconds);
    text(header, 148, 8, "        ");
    header[156] = (byte) kind;
    text(header, 157, NAME_BYTES, linkTarget);
    text(header, 257, 8, "ustar\00000");
    text(header, 265, 32, "root");
    text(header, 297, 32, "root");
    int sum = 0;
    for (byte octet : header) {
      sum += octet & 255;
    }
    octal(header, 148, 7, sum);
    out.write(header);
  }

  /** Puts a name of up to 100 bytes, or a longer one in two pieces with a slash between them. */
  private static void putName(byte[] header, String name) throws IOException {
    int slash = -1;
    if (name.getBytes(UTF_8).length > NAME_BYTES) {
      slash = name.indexOf('/', name.length() - NAME_BYTES - 1);
      if (slash < 0) {
        throw new IOException("too long for a tar archive: " + name);
      }
      text(header, 345, PREFIX_BYTES, name.substring(0, slash));
    }
    text(header, 0, NAME_BYTES, name.substring(slash + 1));
  }

  private static void octal(byte[] header, int at, int length, long value) throws IOException {
    String digits = Long.toOctalString(value);
    text(header, at, length - 1, "0".repeat(length - 1 - digits.length()) + digits);
    header[at + length - 1] = 0;
  }

  private static void text(byte[] header, int at, int length, String text) throws IOException {
    byte[] bytes = text.getBytes(text.indexOf('\0') < 0 ? UTF_8 : US_ASCII);
    if (bytes.length > length) {
      throw new IOException("too long for a tar archive: " + text);
    }
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static String md5(byte[] content) throws IOException {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
    out.close();
  }
}
