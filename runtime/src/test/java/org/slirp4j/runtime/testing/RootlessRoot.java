package org.slirp4j.runtime.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * Root of a user namespace with a mount namespace, as podman's helpers are when an ordinary user
 * runs it.
 */
public final class RootlessRoot implements AutoCloseable {
  private final Namespace owner;

  private RootlessRoot(Namespace owner) {
    this.owner = owner;
  }

  /** Makes one with unshare(1). */
  public static RootlessRoot make() {
    return new RootlessRoot(
        Namespace.make(List.of("unshare", "--user", "--map-root-user", "--mount"), List.of()));
  }

  /** Returns the words by which a command is executed as that root. */
  public List<String> entering() {
    return List.of(
        "nsenter", "--preserve-credentials", "--user", "--mount", "--target", owner.pid());
  }

  /** Makes a network namespace that the user namespace owns. */
  public Namespace namespace() {
    List<String> words = new ArrayList<>(entering());
    words.addAll(List.of("unshare", "--net"));
    return Namespace.make(words, List.of("--user", "--net"));
  }

  /** Runs a line of shell as that root. */
  public void shell(String line) {
    List<String> words = new ArrayList<>(entering());
    words.addAll(List.of("sh", "-c", line));
    Outcome.of(words).outIfOk();
  }

  @Override
  public void close() {
    owner.close();
  }
}
