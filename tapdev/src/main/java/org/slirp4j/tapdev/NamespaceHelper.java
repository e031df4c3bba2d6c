package org.slirp4j.tapdev;

import java.io.IOException;

/**
 * The program that {@link HelperEntrance} runs inside the namespaces: opens what its arguments
 * name, writes the descriptors' numbers to standard output and holds them open until standard input
 * ends.
 *
 * <p>Arguments: {@code tun}, or {@code socket:DOMAIN:TYPE:PROTOCOL}. Output: one line, {@code ok
 * FD…} or {@code failed INDEX ERRNO}.
 */
final class NamespaceHelper {
  private NamespaceHelper() {}

  static String argument(InsideFile file) {
    return switch (file) {
      case InsideFile.Tun() -> "tun";
      case InsideFile.Socket(int domain, int type, int protocol) ->
          "socket:" + domain + ":" + type + ":" + protocol;
    };
  }

  static InsideFile file(String argument) {
    if (argument.equals("tun")) {
      return new InsideFile.Tun();
    }
    String[] parts = argument.split(":", -1);
    return new InsideFile.Socket(
        Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
  }

  /** Runs the helper. */
  public static void main(String[] arguments) throws IOException {
    StringBuilder answer = new StringBuilder("ok");
    for (int i = 0; i < arguments.length; i++) {
      try {
        answer.append(' ').append(NamespaceEntry.openHere(file(arguments[i]))[0]);
      } catch (SystemCallException e) {
        answer.setLength(0);
        answer.append("failed ").append(i).append(' ').append(e.errno());
        break;
      }
    }
    System.out.println(answer);
    System.out.flush();
    while (System.in.read() >= 0) {
      // until the parent has fetched the descriptors
    }
  }
}
