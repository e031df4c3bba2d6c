package org.slirp4j.runtime.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder is its user's only, and whatever is in the way is told of. */
final class RuntimeFolderTest {
  @TempDir Path base = Path.of("/");

  @Test
  void isForItsUserOnly() throws Exception {
    RuntimeFolder folder = locate(base.toString()).make();
    assertEquals(base.resolve("slirp4j"), folder.path());
    for (Path each : new Path[] {folder.path(), folder.front(), folder.containers()}) {
      assertEquals("rwx------", permissions(each), each.toString());
    }
  }

  @Test
  void isClosedToOthersWhenItIsThereAlready() throws Exception {
    Path open = Files.createDirectory(base.resolve("slirp4j"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    locate(base.toString()).make();
    assertEquals("rwx------", permissions(open));
  }

  @Test
  void isNoLinkToElsewhere() throws Exception {
    Path elsewhere = Files.createDirectory(base.resolve("elsewhere"));
    Files.createSymbolicLink(base.resolve("slirp4j"), elsewhere);
    IOException told = assertThrows(IOException.class, () -> locate(base.toString()).make());
    assertTrue(String.valueOf(told.getMessage()).contains("in the way"), told.getMessage());
  }

  @Test
  void needsAFolderThatIsThere() {
    for (String wrong : new String[] {"relative", base + "/nowhere"}) {
      IOException told = assertThrows(IOException.class, () -> locate(wrong));
      assertTrue(
          String.valueOf(told.getMessage()).startsWith("XDG_RUNTIME_DIR=" + wrong),
          told.getMessage());
    }
  }

  private static RuntimeFolder locate(String runtimeDir) throws IOException {
    return RuntimeFolder.locate(Map.of("XDG_RUNTIME_DIR", runtimeDir));
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
