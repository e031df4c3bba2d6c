package org.slirp4j.tapdev;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.FileCalls;

/**
 * Trials of what this module needs of the system, for a report to a person. Each undoes what it did
 * and returns what is wrong, or null.
 */
public final class Prerequisites {
  /** Never executed: the process is ended while it waits. */
  private static final List<String> NO_COMMAND = List.of("true");

  private Prerequisites() {}

  /** Makes a user and a network namespace as the calling user. */
  public static @Nullable SystemCallException tryUserNamespace() {
    try {
      newNamespaces().close();
      return null;
    } catch (SystemCallException e) {
      return e;
    }
  }

  /** Opens /dev/net/tun. */
  public static @Nullable SystemCallException tryTunDevice() {
    try {
      FileCalls.close(NamespaceEntry.openHere(new InsideFile.Tun())[0]);
      return null;
    } catch (SystemCallException e) {
      return e;
    }
  }

  /** Makes a TAP in a new namespace: all of it together. */
  public static @Nullable SystemCallException tryTapInNamespace() {
    try (NamespaceProcess process = newNamespaces();
        NamespaceEntry entry = NamespaceEntry.of(new NamespaceTarget.OfPid(process.pid(), null))) {
      TapSetup.open(entry, "tap0", true, new LinkConfig(1500, null, null)).close();
      return null;
    } catch (SystemCallException e) {
      return e;
    }
  }

  private static NamespaceProcess newNamespaces() throws SystemCallException {
    return NamespaceProcess.start(NO_COMMAND, new NamespaceProcess.Options(null));
  }
}
