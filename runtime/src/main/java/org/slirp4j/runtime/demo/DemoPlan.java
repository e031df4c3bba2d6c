package org.slirp4j.runtime.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the host's side of a demo tells its client.
 *
 * @param httpPort port of the HTTP server at the gateway address
 * @param streamPort port of the stream server there
 * @param dnsName a name to resolve
 * @param dnsAddress the address that it must have, or {@code -} for any
 * @param dnsServer who answers, for the table
 * @param blobBytes how much to fetch and to send over HTTP
 * @param streamMillis how long to stream each way
 */
record DemoPlan(
    int httpPort,
    int streamPort,
    String dnsName,
    String dnsAddress,
    String dnsServer,
    int blobBytes,
    int streamMillis) {
  private static final int WORDS = 7;

  /** Returns the plan in {@code words} from {@code first} on. */
  static DemoPlan parse(String[] words, int first) {
    if (words.length != first + WORDS) {
      throw new IllegalArgumentException("the demo starts its client itself: slirp4j demo");
    }
    return new DemoPlan(
        Integer.parseInt(words[first]),
        Integer.parseInt(words[first + 1]),
        words[first + 2],
        words[first + 3],
        words[first + 4],
        Integer.parseInt(words[first + 5]),
        Integer.parseInt(words[first + 6]));
  }

  /** Returns the command that makes a client do it. */
  List<String> command() {
    List<String> command = new ArrayList<>(program());
    command.add(DemoClient.VERB);
    command.add(Integer.toString(httpPort));
    command.add(Integer.toString(streamPort));
    command.add(dnsName);
    command.add(dnsAddress);
    command.add(dnsServer);
    command.add(Integer.toString(blobBytes));
    command.add(Integer.toString(streamMillis));
    return command;
  }

  /** Returns our own program: the image's launcher, else this virtual machine's command line. */
  private static List<String> program() {
    Path java = Path.of(System.getProperty("java.home"));
    Path launcher = java.resolveSibling("bin").resolve("slirp4j");
    if (Files.isExecutable(launcher) && Files.exists(java.resolveSibling("lib/slirp4j.aot"))) {
      return List.of(launcher.toString());
    }
    List<String> program = new ArrayList<>();
    program.add(java.resolve("bin/java").toString());
    program.add("--enable-native-access=ALL-UNNAMED");
    System.getProperties().entrySet().stream()
        .filter(property -> property.getKey().toString().startsWith("jna."))
        .forEach(property -> program.add(definition(property)));
    program.add("-cp");
    program.add(System.getProperty("java.class.path"));
    program.add("org.slirp4j.runtime.Main");
    program.add("slirp4j");
    return program;
  }

  private static String definition(Map.Entry<Object, Object> property) {
    return "-D" + property.getKey() + "=" + property.getValue();
  }
}
