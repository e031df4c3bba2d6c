package org.slirp4j.runtime.cli;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.MacAddress;
import org.slirp4j.tapdev.NamespaceTarget;

/** What a command line wants connected to the host's network. */
public sealed interface Attachment {
  /**
   * A TAP in a container's namespace.
   *
   * @param target the namespaces
   * @param tapName the interface's name, at most 15 characters
   * @param configured whether it is given its addresses, or has or gets them from somebody else
   * @param macAddress its link address, or null for the kernel's choice
   */
  record NamespaceTap(
      NamespaceTarget target, String tapName, boolean configured, @Nullable MacAddress macAddress)
      implements Attachment {}

  /**
   * A TAP that somebody else has opened and configured.
   *
   * @param fd its descriptor, inherited
   */
  record InheritedTap(int fd) implements Attachment {}

  /**
   * A virtual machine that connects to a socket of the kind SOCK_SEQPACKET.
   *
   * @param path the socket's
   */
  record BessPeer(String path) implements Attachment {}
}
