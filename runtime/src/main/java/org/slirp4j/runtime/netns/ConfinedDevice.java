package org.slirp4j.runtime.netns;

import org.slirp4j.runtime.StartTrace;
import org.slirp4j.runtime.engine.DeviceSource;
import org.slirp4j.runtime.engine.EngineConfig;
import org.slirp4j.runtime.sandbox.Confinement;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.TapDevice;

/**
 * A device that is opened while it can be: before the process confines itself, which it prepares
 * here, because the engine is still being made.
 *
 * @param source where the device comes from
 * @param confinement what is prepared
 */
record ConfinedDevice(DeviceSource source, Confinement confinement) implements DeviceSource {
  @Override
  public TapDevice open(EngineConfig config) throws SystemCallException {
    TapDevice device = source.open(config);
    try {
      confinement.prepare();
      StartTrace.ended("confinement prepared");
      return device;
    } catch (SystemCallException e) {
      device.close();
      throw e;
    }
  }
}
