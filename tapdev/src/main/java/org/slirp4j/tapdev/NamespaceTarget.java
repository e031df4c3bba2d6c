package org.slirp4j.tapdev;

import org.jspecify.annotations.Nullable;

/** The namespaces that a container lives in, as the caller names them. */
public sealed interface NamespaceTarget {

  /**
   * The network namespace of a running process.
   *
   * @param pid the process, as seen from here
   * @param usernsPath the user namespace to join first; null: the one that owns the network
   *     namespace
   */
  record OfPid(int pid, @Nullable String usernsPath) implements NamespaceTarget {}

  /**
   * A network namespace by a path in this process's mount namespace, such as {@code
   * /run/user/1000/netns/x}.
   *
   * @param netnsPath the namespace
   * @param usernsPath the user namespace to join first; null: the one that owns the network
   *     namespace
   */
  record OfPath(String netnsPath, @Nullable String usernsPath) implements NamespaceTarget {}

  /** The network namespace that this process is in. */
  record Current() implements NamespaceTarget {}
}
