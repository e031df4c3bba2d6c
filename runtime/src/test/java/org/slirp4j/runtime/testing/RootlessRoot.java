package org.slirp4j.runtime.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * Root of a user namespace with a mount namespace, as podman's helpers are when an ordinary user
 * runs it.
 */
public final class RootlessRoot implements AutoCloseable {
  private final Namespace owner;
  private final List<String> entered;

  private RootlessRoot(String... entered) {
    List<String> maker = new ArrayList<>(List.of("unshare", "--map-root-user"));
    maker.addAll(List.of(entered));
    this.owner = Namespace.make(maker, List.of());
    this.entered = List.of(entered);
  }

  /** Makes one with unshare(1). */
  public static RootlessRoot make() {
    return new RootlessRoot("--user", "--mount");
  }

  /** Makes one on a host of its own, whose only interface is a loopback that is down. */
  public static RootlessRoot unconnected() {
    return new RootlessRoot("--user", "--mount", "--net");
  }

  /** Returns the words by which a command is executed as that root. */
  public List<String> entering() {
    List<String> words = new ArrayList<>(List.of("nsenter", "--preserve-credentials"));
    words.addAll(entered);
    words.addAll(List.of("--target", owner.pid()));
    return words;
  }

  /** Returns the process that keeps the namespaces. */
  public String pid() {
    return owner.pid();
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
