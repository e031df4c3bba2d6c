package org.slirp4j.tapdev;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.FileCalls;

/** The usual way from a container's name to its working interface, with one entry into it. */
public final class TapSetup {
  private TapSetup() {}

  /**
   * Makes or attaches to the TAP {@code name} in the namespaces behind {@code entry}, and
   * configures it.
   *
   * @param vnetHeader whether to ask for vnet headers and offloads
   * @param config what to configure; null: nothing, the caller has done so or will
   * @throws SystemCallException for the first call that failed; an interface that was not there
   *     before is not there afterwards
   */
  public static TapDevice open(
      NamespaceEntry entry, String name, boolean vnetHeader, @Nullable LinkConfig config)
      throws SystemCallException {
    if (config == null) {
      return TapDevice.attach(entry.open(new InsideFile.Tun())[0], name, vnetHeader);
    }
    int[] fds = open(entry);
    try {
      TapDevice device = TapDevice.attach(fds[0], name, vnetHeader);
      try {
        if (fds.length > 2) {
          TransmitQueue.lengthen(fds[2], device.name(), config.mtuBytes());
        }
        Link.configure(fds[1], device.name(), config);
        return device;
      } catch (SystemCallException e) {
        device.close();
        throw e;
      }
    } finally {
      for (int i = 1; i < fds.length; i++) {
        FileCalls.close(fds[i]);
      }
    }
  }

  /** Opens the driver, a socket, and one that is dispensable: netlink may be forbidden to us. */
  private static int[] open(NamespaceEntry entry) throws SystemCallException {
    try {
      return entry.open(new InsideFile.Tun(), Link.SOCKET, TransmitQueue.SOCKET);
    } catch (SystemCallException e) {
      if (!e.operation().equals("socket")) {
        throw e;
      }
      return entry.open(new InsideFile.Tun(), Link.SOCKET);
    }
  }
}
