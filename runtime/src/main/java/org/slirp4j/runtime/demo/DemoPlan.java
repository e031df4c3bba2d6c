package org.slirp4j.runtime.demo;

import java.util.ArrayList;
import java.util.List;
import org.slirp4j.runtime.OwnProgram;

/**
 * What the host's side of a demo tells its client.
 *
 * @param httpPort port of the HTTP server at the gateway address, or {@link #NO_HTTP}
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
  /** Instead of a port: nothing is fetched or sent over HTTP. */
  static final int NO_HTTP = 0;

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
    List<String> command = new ArrayList<>(OwnProgram.command("slirp4j"));
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
}
