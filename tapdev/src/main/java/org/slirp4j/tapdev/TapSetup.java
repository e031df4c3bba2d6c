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
    int[] fds = entry.open(new InsideFile.Tun(), Link.SOCKET);
    try {
      TapDevice device = TapDevice.attach(fds[0], name, vnetHeader);
      try {
        Link.configure(fds[1], device.name(), config);
        return device;
      } catch (SystemCallException e) {
        device.close();
        throw e;
      }
    } finally {
      FileCalls.close(fds[1]);
    }
  }
}
