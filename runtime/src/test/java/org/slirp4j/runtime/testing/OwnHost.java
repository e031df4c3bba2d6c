package org.slirp4j.runtime.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A host of one's own: user, mount and network namespace, with its own /etc and loopback, where any
 * port can be had.
 */
public final class OwnHost implements AutoCloseable {
  private final Namespace owner;

  private OwnHost(Namespace owner) {
    this.owner = owner;
  }

  /** Makes one with unshare(1). */
  public static OwnHost make() {
    OwnHost made =
        new OwnHost(
            Namespace.make(
                List.of("unshare", "--user", "--map-root-user", "--mount", "--net"), List.of()));
    made.shell("mount -t tmpfs etc /etc && ip link set lo up");
    return made;
  }

  /** Returns the words by which a command is executed there. */
  public List<String> entering() {
    return List.of(
        "nsenter", "--preserve-credentials", "--user", "--mount", "--net", "--target", owner.pid());
  }

  /** Makes a container's network namespace there. */
  public Namespace namespace() {
    List<String> words = new ArrayList<>(entering());
    words.addAll(List.of("unshare", "--net"));
    return Namespace.make(words, List.of("--user", "--net"));
  }

  /** Runs a line of shell there to its end. */
  public Outcome shell(String line) {
    return Outcome.of(words("sh", "-c", line));
  }

  /** Starts a program there, a server's too; what it says is lost. */
  public Process start(String... command) {
    List<String> words = words("env", "PATH=" + System.getenv("PATH") + ":/usr/sbin:/sbin");
    words.addAll(List.of(command));
    try {
      return new ProcessBuilder(words)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> words(String... command) {
    List<String> words = new ArrayList<>(entering());
    words.addAll(List.of(command));
    return words;
  }

  @Override
  public void close() {
    owner.close();
  }
}
