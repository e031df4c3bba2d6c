package org.slirp4j.runtime.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.cli.BenchTable;
import org.slirp4j.runtime.cli.CaptureTable;
import org.slirp4j.runtime.cli.ClientTable;
import org.slirp4j.runtime.cli.DaemonTable;
import org.slirp4j.runtime.cli.LongOption;
import org.slirp4j.runtime.cli.RunTable;
import org.slirp4j.runtime.cli.Slirp4netnsTable;
import org.slirp4j.runtime.cli.TopTable;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Outcome;

/** Parser, help and manual page tell the same. */
final class OptionTextsIT {
  private static final Pattern NAME = Pattern.compile("(?<![\\w-])--([a-z][a-z0-9-]*)");
  private static final Pattern ITEM = Pattern.compile("(?m)^\\.It (Fl (\\w) , )?Fl \\\\-(\\S+)");

  @ParameterizedTest
  @ValueSource(strings = {"slirp4netns", "slirp4j"})
  void everyOptionIsInTheManualPageAndTheReverse(String program) throws IOException {
    Set<String> told = new TreeSet<>();
    Set<String> letters = new TreeSet<>();
    for (LongOption option : options(program)) {
      if (option.text() != null) {
        told.add(option.name());
        if (option.letter() != 0) {
          letters.add(String.valueOf(option.letter()));
        }
      }
    }
    Set<String> names = new TreeSet<>();
    Set<String> shortForms = new TreeSet<>();
    Matcher items = ITEM.matcher(Files.readString(page(program)));
    while (items.find()) {
      names.add(items.group(3).replace("\\-", "-"));
      if (items.group(2) != null) {
        shortForms.add(items.group(2));
      }
    }
    assertEquals(told, names);
    assertEquals(letters, shortForms);
  }

  @ParameterizedTest
  @ValueSource(strings = {"slirp4netns", "slirp4j"})
  void everyOptionIsInTheHelpAndTheReverse(String program) {
    Set<String> told = new TreeSet<>();
    Set<String> taken = new TreeSet<>();
    for (LongOption option : options(program)) {
      taken.add(option.name());
      if (option.text() != null) {
        told.add(option.name());
      }
    }
    Set<String> mentioned = new TreeSet<>();
    Matcher names = NAME.matcher(Outcome.of(Image.program(program), "--help").outIfOk());
    while (names.find()) {
      mentioned.add(names.group(1));
    }
    assertTrue(mentioned.containsAll(told), "missing in " + mentioned);
    assertTrue(taken.containsAll(mentioned), "not taken: " + mentioned);
  }

  /** podman before every start, RootlessKit, dockerd-rootless.sh. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--disable-host-loopback",
        "--mtu",
        "--enable-sandbox",
        "--enable-seccomp",
        "--cidr",
        "--outbound-addr",
        "--enable-ipv6",
        "--api-socket",
        "--netns-type"
      })
  void helpHasWhatCallersLookFor(String word) {
    String help = Outcome.of(Image.program("slirp4netns"), "--help").outIfOk();
    // As grep -w sees it.
    assertTrue(Pattern.compile("(?<!\\w)" + word + "(?!\\w)").matcher(help).find(), help);
  }

  @Test
  void versionHasWhatCallersLookFor() {
    String[] lines =
        Outcome.of(Image.program("slirp4netns"), "--version").outIfOk().split("\n", -1);
    assertTrue(lines[0].matches("slirp4netns version 1\\.3\\.\\d+"), lines[0]);
    assertTrue(lines[1].startsWith("commit: "), lines[1]);
    assertTrue(lines[2].startsWith("libslirp: "), lines[2]);
    assertEquals("SLIRP_CONFIG_VERSION_MAX: 4", lines[3]);
    assertTrue(lines[4].startsWith("libseccomp: "), lines[4]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"slirp4netns", "slirp4j"})
  void theManualPageIsWellFormed(String program) {
    assumeTrue(Outcome.of("sh", "-c", "command -v groff").status() == 0, "groff is not installed");
    Outcome groff = Outcome.of("groff", "-mdoc", "-Tutf8", "-ww", "-z", page(program).toString());
    assertEquals(new Outcome(0, "", ""), groff);
  }

  private static LongOption[] options(String program) {
    return program.equals("slirp4j")
        ? Stream.of(
                RunTable.options(),
                DaemonTable.options(),
                ClientTable.options(),
                TopTable.options(),
                CaptureTable.options(),
                BenchTable.options())
            .flatMap(Stream::of)
            .toArray(LongOption[]::new)
        : Slirp4netnsTable.options();
  }

  private static Path page(String program) {
    return Path.of(Image.program(program))
        .resolveSibling("../share/man/man1/" + program + ".1")
        .normalize();
  }
}
