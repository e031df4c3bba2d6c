package org.slirp4j.runtime.engine;

import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.TapDevice;

/** Where an engine gets its device from. Called once, on the thread that connects. */
public interface DeviceSource {
  /**
   * Opens the device, however long that takes.
   *
   * @throws SystemCallException when it is not to be had; nothing is left behind
   */
  TapDevice open(EngineConfig config) throws SystemCallException;
}
