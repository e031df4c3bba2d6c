import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The formatter: compares every Java source of the project with what google-java-format makes of
 * it, or writes that. Run by the build, as a source file, on the toolchain's JDK.
 *
 * <p>Digests of files that were right are kept in target/, so that a build looks only at what has
 * changed.
 */
final class Format {
  private static final Formatter FORMATTER =
      new Formatter(
          JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.GOOGLE).build());

  private Format() {}

  /** Arguments: "check" or "fix", the project's folder, the file that keeps digests. */
  public static void main(String[] args) throws Exception {
    boolean fix = args[0].equals("fix");
    Path root = Path.of(args[1]);
    Path memory = Path.of(args[2]);
    Set<String> known = Files.exists(memory) ? new HashSet<>(Files.readAllLines(memory)) : Set.of();
    Set<String> right = new TreeSet<>();
    int wrong = 0;
    for (Path file : sources(root)) {
      String text = Files.readString(file);
      if (!known.contains(digest(text))) {
        String formatted = format(file, text);
        if (!formatted.equals(text)) {
          System.err.println((fix ? "formatted: " : "not formatted: ") + root.relativize(file));
          if (!fix) {
            wrong++;
            continue;
          }
          Files.writeString(file, formatted);
          text = formatted;
        }
      }
      right.add(digest(text));
    }
    Files.createDirectories(memory.getParent());
    Files.write(memory, right);
    if (wrong > 0) {
      System.err.println("To format them: mvn -q -N -Pformat validate");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !root.relativize(file).toString().matches("(.*/)?(target|\\.git)/.*"))
          .sorted()
          .toList();
    }
  }

  private static String format(Path file, String text) throws FormatterException {
    try {
      String ordered = ImportOrderer.reorderImports(text, JavaFormatterOptions.Style.GOOGLE);
      return FORMATTER.formatSource(RemoveUnusedImports.removeUnusedImports(ordered));
    } catch (FormatterException e) {
      System.err.println(file + ": " + e.getMessage());
      return text;
    }
  }

  private static String digest(String text) throws NoSuchAlgorithmException {
    byte[] sha = MessageDigest.getInstance("SHA-256").digest(text.getBytes());
    return HexFormat.of().formatHex(sha);
  }
}
