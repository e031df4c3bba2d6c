package org.slirp4j.runtime.client;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.slirp4j.runtime.Out;
import org.slirp4j.runtime.cli.UsageException;
import org.slirp4j.runtime.cli.VerbWords;
import org.slirp4j.runtime.daemon.RuntimeFolder;

/** The verbs that ask the daemon. */
public final class ClientVerbs {
  private ClientVerbs() {}

  /**
   * Obeys {@code verb} and the words from {@code first} on; returns the exit status.
   *
   * @throws UsageException when they cannot be obeyed
   * @throws IOException when the daemon is not there, or refuses; the message is for a person
   */
  @SuppressWarnings("resource") // closing it would close the descriptor
  public static int run(String verb, String[] words, int first) throws UsageException, IOException {
    VerbWords parsed = VerbWords.parse(verb, words, first);
    if (parsed.has("help")) {
      Out.printText("slirp4j.help");
      return 0;
    }
    DaemonClient client = new DaemonClient(RuntimeFolder.locate().apiSocket());
    if (verb.equals("events")) {
      return Events.follow(client, parsed, new FileOutputStream(FileDescriptor.out));
    }
    Out.print(answer(client, parsed));
    return 0;
  }

  /** Obeys a verb; returns what is to be printed. */
  static String answer(DaemonClient client, VerbWords words) throws UsageException, IOException {
    return switch (words.verb()) {
      case "attach" -> Attaching.attach(client, words);
      case "detach" -> Attaching.detach(client, words);
      case "ps" -> Listings.containers(client, words);
      case "inspect" -> Listings.container(client, words);
      case "ports" -> Listings.rules(client, words);
      case "expose" -> Rules.expose(client, words);
      case "unexpose" -> Rules.unexpose(client, words);
      default -> throw new IllegalArgumentException(words.verb());
    };
  }

  /** Returns JSON as people and programs can read it. */
  static String json(JsonElement json) {
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
  }

  /** Returns a text as it stands in a path or a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
