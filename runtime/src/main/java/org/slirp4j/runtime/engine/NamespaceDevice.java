package org.slirp4j.runtime.engine;

import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.StartTrace;
import org.slirp4j.tapdev.LinkConfig;
import org.slirp4j.tapdev.MacAddress;
import org.slirp4j.tapdev.NamespaceEntry;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.TapDevice;
import org.slirp4j.tapdev.TapSetup;

/**
 * A TAP in a container's namespace.
 *
 * @param target the namespaces
 * @param name the TAP's name, made or attached to
 * @param configured whether it is configured, or that is left to whoever made it
 * @param macAddress its link address when it is configured, or null for the kernel's choice
 */
public record NamespaceDevice(
    NamespaceTarget target, String name, boolean configured, @Nullable MacAddress macAddress)
    implements DeviceSource {

  @Override
  public TapDevice open(EngineConfig config) throws SystemCallException {
    LinkConfig link = configured ? LinkSetup.of(config.network(), macAddress) : null;
    try (NamespaceEntry entry = NamespaceEntry.of(target)) {
      StartTrace.ended("namespace opened");
      TapDevice device = TapSetup.open(entry, name, config.vnetHeader(), link);
      StartTrace.ended("TAP open");
      return device;
    }
  }
}
