package org.slirp4j.runtime.netns;

import org.slirp4j.runtime.engine.DeviceSource;
import org.slirp4j.runtime.engine.EngineConfig;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.TapDevice;
import org.slirp4j.tapdev.libc.Errno;

/**
 * A TAP that our caller has opened and configured.
 *
 * @param fd its descriptor
 */
record InheritedDevice(int fd) implements DeviceSource {
  @Override
  public TapDevice open(EngineConfig config) throws SystemCallException {
    if (!InheritedFd.isOpen(fd)) {
      throw new SystemCallException(
          "ioctl TUNGETIFF",
          "file descriptor " + fd,
          Errno.EBADF,
          "it is not open; start with an open TAP there, as --netns-type=tapfd says");
    }
    return TapDevice.inherited(fd);
  }
}
