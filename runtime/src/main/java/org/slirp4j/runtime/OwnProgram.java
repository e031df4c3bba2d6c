package org.slirp4j.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** This program, as a command that another process of it is started with. */
public final class OwnProgram {
  private OwnProgram() {}

  /** Returns where the image has its launcher. */
  private static Path launcher(String face) {
    return Path.of(System.getProperty("java.home")).resolveSibling("bin").resolve(face);
  }

  /** Returns whether this virtual machine belongs to an image that holds the launchers. */
  public static boolean isImage() {
    Path cache = Path.of(System.getProperty("java.home")).resolveSibling("lib/slirp4j.aot");
    return Files.isExecutable(launcher("slirp4j")) && Files.exists(cache);
  }

  /** Returns the command: the image's launcher, else this virtual machine's command line. */
  public static List<String> command(String face) {
    if (isImage()) {
      return List.of(launcher(face).toString());
    }
    List<String> program = new ArrayList<>();
    program.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    program.add("--enable-native-access=ALL-UNNAMED");
    System.getProperties().entrySet().stream()
        .filter(property -> property.getKey().toString().startsWith("jna."))
        .forEach(property -> program.add(definition(property)));
    program.add("-cp");
    program.add(System.getProperty("java.class.path"));
    program.add("org.slirp4j.runtime.Main");
    program.add(face);
    return program;
  }

  private static String definition(Map.Entry<Object, Object> property) {
    return "-D" + property.getKey() + "=" + property.getValue();
  }
}
