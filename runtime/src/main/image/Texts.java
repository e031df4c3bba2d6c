import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slirp4j.runtime.cli.BenchTable;
import org.slirp4j.runtime.cli.CaptureTable;
import org.slirp4j.runtime.cli.ClientTable;
import org.slirp4j.runtime.cli.DaemonTable;
import org.slirp4j.runtime.cli.LongOption;
import org.slirp4j.runtime.cli.RunTable;
import org.slirp4j.runtime.cli.Slirp4netnsTable;
import org.slirp4j.runtime.cli.TopTable;

/**
 * The texts that tell people of options: templates in, help texts and manual pages out. What they
 * say of an option comes from the table that the parser works from.
 *
 * <pre>
 *   @VERSION@          the version
 *   @OPTIONS group@    in a help text, alone in its line: the options of a group
 *   @OPTIONS@          in a manual page, alone in its line: all options, as items of a list
 *   @OPTIONS group@    the options of a group
 * </pre>
 */
final class Texts {
  private static final int HELP_COLUMN = 26;
  private static final int HELP_WIDTH = 80;
  private static final String OPTIONS = "@OPTIONS";

  private final String version;
  private final LongOption[] options;

  private Texts(String version, LongOption[] options) {
    this.version = version;
    this.options = options;
  }

  /** Returns the texts of one program. */
  static Texts of(String program, String version) {
    return new Texts(
        version,
        program.equals("slirp4netns")
            ? Slirp4netnsTable.options()
            : Stream.of(
                    RunTable.options(),
                    DaemonTable.options(),
                    ClientTable.options(),
                    TopTable.options(),
                    CaptureTable.options(),
                    BenchTable.options())
                .flatMap(Stream::of)
                .toArray(LongOption[]::new));
  }

  /** Fills in a help text. */
  String help(String template) {
    StringBuilder text = new StringBuilder();
    for (String line : template.replace("@VERSION@", version).lines().toList()) {
      int at = line.indexOf(OPTIONS);
      if (at < 0) {
        text.append(line).append('\n');
        continue;
      }
      String group = line.substring(at + OPTIONS.length(), line.lastIndexOf('@')).strip();
      for (LongOption option : options) {
        LongOption.Text told = option.text();
        if (told != null && told.group().equals(group)) {
          text.append(helpLines(line.substring(0, at), option, told));
        }
      }
    }
    return text.toString();
  }

  private static String helpLines(String indent, LongOption option, LongOption.Text told) {
    StringBuilder text = new StringBuilder(indent);
    text.append(option.letter() == 0 ? "    " : "-" + option.letter() + ", ");
    text.append("--").append(option.name()).append(value(option, told));
    int column = indent.length() + HELP_COLUMN;
    text.append(" ".repeat(Math.max(2, column - text.length())));
    int lineBegin = 0;
    boolean first = true;
    for (String word : told.help().split(" ")) {
      if (!first && text.length() - lineBegin + 1 + word.length() > HELP_WIDTH) {
        text.append('\n');
        lineBegin = text.length();
        text.append(" ".repeat(column));
        first = true;
      }
      text.append(first ? "" : " ").append(word);
      first = false;
    }
    return text.append('\n').toString();
  }

  private static String value(LongOption option, LongOption.Text told) {
    return switch (option.argument()) {
      case NONE -> "";
      case REQUIRED -> "=" + told.value();
      case OPTIONAL -> "[=" + told.value() + "]";
    };
  }

  /** Fills in a manual page: mdoc(7). */
  String manual(String template) {
    List<String> lines = new ArrayList<>();
    for (String line : template.replace("@VERSION@", version).lines().toList()) {
      if (line.startsWith(OPTIONS)) {
        String group = line.substring(OPTIONS.length(), line.length() - 1).strip();
        for (LongOption option : options) {
          LongOption.Text told = option.text();
          if (told != null && (group.isEmpty() || told.group().equals(group))) {
            item(lines, option, told);
          }
        }
      } else {
        lines.add(line);
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static void item(List<String> lines, LongOption option, LongOption.Text told) {
    StringBuilder head = new StringBuilder(".It ");
    if (option.letter() != 0) {
      head.append("Fl ").append(option.letter()).append(" , ");
    }
    head.append("Fl \\-").append(option.name().replace("-", "\\-"));
    switch (option.argument()) {
      case NONE -> {}
      case REQUIRED -> head.append(" Ns = Ns Ar ").append(told.value());
      case OPTIONAL -> head.append(" Ns Oo = Ns Ar ").append(told.value()).append(" Oc");
    }
    lines.add(head.toString());
    String help = told.help();
    paragraph(lines, Character.toUpperCase(help.charAt(0)) + help.substring(1) + ".");
    paragraph(lines, told.manual());
  }

  /** Adds a text, a sentence per line as mdoc(7) wants it. */
  private static void paragraph(List<String> lines, String text) {
    for (String sentence : text.split("(?<=[.]) (?=[A-Z])")) {
      if (!sentence.isEmpty()) {
        lines.add(sentence.replace("\\", "\\e").replace("-", "\\-"));
      }
    }
  }
}
