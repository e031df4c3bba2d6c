package org.slirp4j.runtime.daemon.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.cli.Cidr;
import org.slirp4j.runtime.cli.Cidr6;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ContainerLimits;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.tapdev.MacAddress;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tcpip.IpAddress;

/**
 * The file brings back what was written, and nothing that is in it keeps a daemon from starting.
 */
final class StateFileTest {
  private static final SavedRule RULE =
      new SavedRule(7, new RuleSpec(false, "tcp", "127.0.0.1:8080", "80", true), "cli");
  private static final SavedRule OTHER =
      new SavedRule(9, new RuleSpec(true, "udp", "5353", "53", null), "api");

  @TempDir Path folder = Path.of("/");
  private final List<String> reports = new ArrayList<>();

  @Test
  void bringsBackWhatWasWritten() throws Exception {
    Settings settings = new Settings(true, "1024-2000", List.of("front"));
    SavedState state =
        SavedState.EMPTY
            .with(container("web", byPid("web", settings), settings))
            .with(new SavedContainer("db", false, byPath("db"), Settings.DEFAULT, List.of()))
            .with(new SavedContainer("awaited", true, null, Settings.DEFAULT, List.of()))
            .withNumbers(100, 200);
    file().write(state);
    assertEquals(state, file().read(reports::add));
    assertEquals(List.of(), reports);
    assertEquals("rw-------", permissions("state.json"));
  }

  @Test
  void afterAnotherBootNoContainerIsThere() throws Exception {
    file().write(SavedState.EMPTY.with(container("web", byPath("web"), Settings.DEFAULT)));
    SavedState read = new StateFile(path(), "another").read(reports::add);
    SavedContainer web = read.containers().get("web");
    assertTrue(web != null && web.attachment() == null);
    assertEquals(List.of(RULE, OTHER), web.rules());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "[]",
        "null",
        "{\"what\": \"something else\", \"version\": 1}",
        "{\"what\": \"slirp4j daemon state\"}",
        "{\"what\": \"slirp4j daemon state\", \"version\": \"one\"}",
        "{\"what\": \"slirp4j daemon state\", \"version\": 1, \"boot\": \"\", \"containers\": {}}"
      })
  void whatIsNoStateIsKeptAside(String text) throws Exception {
    Files.writeString(path(), text);
    assertEquals(SavedState.EMPTY, file().read(reports::add));
    assertEquals(1, reports.size());
    Path kept = kept("state.json.corrupt-");
    assertEquals(text, Files.readString(kept));
    assertTrue(reports.getFirst().contains(kept.toString()), reports.getFirst());
    assertFalse(Files.exists(path()));
  }

  @Test
  void everyTornFileIsKeptAside() throws Exception {
    file().write(SavedState.EMPTY.with(container("web", byPath("web"), Settings.DEFAULT)));
    String whole = Files.readString(path());
    for (int length = 0; length < whole.length() - 2; length += 13) {
      Files.writeString(path(), whole.substring(0, length));
      assertEquals(SavedState.EMPTY, file().read(reports::add), "of " + length);
      Files.delete(kept("state.json.corrupt-"));
    }
  }

  @Test
  void aNewerVersionIsKeptAsideAndNotOverwritten() throws Exception {
    Files.writeString(path(), "{\"what\": \"slirp4j daemon state\", \"version\": 2}\n");
    assertEquals(SavedState.EMPTY, file().read(reports::add));
    assertTrue(reports.getFirst().contains("version 2"), reports.getFirst());
    file().write(SavedState.EMPTY);
    assertTrue(Files.readString(kept("state.json.newer-")).contains("2"));
  }

  @Test
  void whatIsWrongInOneRuleLeavesOutThatRule() throws Exception {
    file().write(SavedState.EMPTY.with(container("web", byPath("web"), Settings.DEFAULT)));
    String edited = Files.readString(path()).replace("\"id\": 9", "\"id\": \"nine\"");
    Files.writeString(path(), edited);
    SavedState read = file().read(reports::add);
    SavedContainer web = read.containers().get("web");
    assertTrue(web != null && web.attachment() != null);
    assertEquals(List.of(RULE), web.rules());
    assertEquals(2, reports.size());
    assertTrue(reports.getFirst().contains("rule 2: \"id\""), reports.getFirst());
    assertEquals(edited, Files.readString(kept("state.json.corrupt-")));
    assertEquals(read, file().read(reports::add));
    assertEquals(2, reports.size());
  }

  @Test
  void anUnfinishedWriteIsRemoved() throws Exception {
    file().write(SavedState.EMPTY.withNumbers(1, 2));
    Files.writeString(folder.resolve("state.json.new"), "{\"what");
    assertEquals(SavedState.EMPTY.withNumbers(1, 2), file().read(reports::add));
    assertFalse(Files.exists(folder.resolve("state.json.new")));
  }

  @Test
  void itsFolderIsMade() throws Exception {
    StateFile deep = new StateFile(folder.resolve("a/b/state.json"), "boot");
    assertEquals(SavedState.EMPTY, deep.read(reports::add));
    deep.write(SavedState.EMPTY);
    assertTrue(Files.exists(folder.resolve("a/b/state.json")));
  }

  @Test
  void aFolderThatIsAFileIsToldOf() throws Exception {
    Files.writeString(folder.resolve("a"), "");
    StateFile file = new StateFile(folder.resolve("a/state.json"), "boot");
    IOException told = assertThrows(IOException.class, () -> file.read(reports::add));
    assertTrue(String.valueOf(told.getMessage()).contains("--state=FILE"), told.getMessage());
  }

  @Test
  void theUsualPlaceIsTheSpecifications() throws Exception {
    assertEquals(
        Path.of("/s/slirp4j/state.json"),
        StateFile.usual(Map.of("HOME", "/h", "XDG_STATE_HOME", "/s")));
    assertEquals(
        Path.of("/h/.local/state/slirp4j/state.json"),
        StateFile.usual(Map.of("HOME", "/h", "XDG_STATE_HOME", "relative")));
    assertThrows(IOException.class, () -> StateFile.usual(Map.of()));
  }

  @Test
  void numbersOfRulesThatAreThereAreNotUsedAgain() throws Exception {
    file().write(SavedState.EMPTY.with(container("web", null, Settings.DEFAULT)).withNumbers(0, 0));
    assertEquals(9, file().read(reports::add).lastRuleId());
    assertEquals(List.of(), reports);
  }

  private Path path() {
    return folder.resolve("state.json");
  }

  private StateFile file() {
    return new StateFile(path(), "boot");
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
  }

  private Path kept(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow(() -> new AssertionError("nothing is kept as " + prefix));
    }
  }

  private static SavedContainer container(
      String name, SavedContainer.@Nullable Attachment attachment, Settings settings) {
    IpAddress place = IpAddress.v4(10 << 24 | 213 << 16 | 3);
    return new SavedContainer(
        name, true, attachment, settings, List.of(RULE, OTHER), Map.of("back", place));
  }

  private static SavedContainer.Attachment byPid(String name, Settings settings) {
    NetworkOptions network =
        new NetworkOptions(
            1500,
            new Cidr(10 << 24 | 9 << 16, 24),
            Cidr6.DEFAULT,
            false,
            true,
            0xc0000201,
            new IpAddress(0x2001_0db8L << 32, 1));
    return new SavedContainer.Attachment(
        new AttachRequest(
            name,
            new NamespaceTarget.OfPid(17, "/proc/17/ns/user"),
            "eth7",
            true,
            MacAddress.parse("52:54:00:12:34:56"),
            network,
            settings,
            "cli",
            true,
            new ContainerLimits(1_000, 64)),
        new NamespaceId(4026532281L, 4711));
  }

  private static SavedContainer.Attachment byPath(String name) {
    return new SavedContainer.Attachment(
        new AttachRequest(
            name,
            new NamespaceTarget.OfPath("/run/netns/x", null),
            "tap0",
            false,
            null,
            NetworkOptions.ofMtu(65_520),
            Settings.DEFAULT,
            "api",
            true),
        new NamespaceId(4026532282L, 0));
  }
}
