package org.slirp4j.tapdev;

import java.nio.charset.StandardCharsets;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;

/** The TAP driver's requests: {@code <linux/if_tun.h>}, and struct ifreq of netdevice(7). */
final class Tun {
  static final int IFF_TAP = 0x0002;
  static final int IFF_MULTI_QUEUE = 0x0100;
  static final int IFF_NO_PI = 0x1000;
  static final int IFF_VNET_HDR = 0x4000;

  static final long TUNGETIFF = 0x800454d2L;
  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNSETOFFLOAD = 0x400454d0L;
  private static final long TUNSETVNETHDRSZ = 0x400454d8L;
  private static final long SIOCGIFHWADDR = 0x8927;

  /** struct ifreq: a name of 16 bytes, NUL among them, and a value of 24. */
  static final int IFREQ_BYTES = 40;

  static final int IFREQ_VALUE_AT = 16;
  private static final int NAME_BYTES = 16;

  private Tun() {}

  /** Puts an interface's name into a struct ifreq. */
  static void setName(NativeBlock request, String name) throws SystemCallException {
    byte[] ascii = name.getBytes(StandardCharsets.UTF_8);
    if (ascii.length == 0 || ascii.length >= NAME_BYTES) {
      throw new SystemCallException(
          "name", name, Errno.EINVAL, "an interface's name has 1 to 15 bytes");
    }
    request.putBytes(0, new byte[NAME_BYTES]);
    request.putBytes(0, ascii);
  }

  /** Returns the name in a struct ifreq. */
  static String name(NativeBlock request) {
    return request.getText(0, NAME_BYTES);
  }

  /** Attaches a descriptor to the interface named in {@code request}; tells whether it worked. */
  static boolean setInterface(int fd, NativeBlock request, int kind) {
    request.putShort(IFREQ_VALUE_AT, kind);
    return FileCalls.ioctl(fd, TUNSETIFF, request.address()) == 0;
  }

  /** Returns the error for a person when attaching failed. */
  static SystemCallException attachFailure(String name, int errno) {
    String advice =
        switch (errno) {
          case Errno.EBUSY -> "another process has it: end that one or choose another name";
          case Errno.EINVAL ->
              "not a valid name, or an interface that is no TAP has it: choose another name";
          case Errno.EPERM -> "start as the user who made the namespace, or as root";
          default -> "";
        };
    return new SystemCallException("ioctl TUNSETIFF", name, errno, advice);
  }

  /** Turns on everything that the kernel has. */
  static TapOffloads enableOffloads(int fd, String name) throws SystemCallException {
    try (NativeBlock bytes = new NativeBlock(Integer.BYTES)) {
      bytes.putInt(0, VnetHeader.BYTES);
      if (FileCalls.ioctl(fd, TUNSETVNETHDRSZ, bytes.address()) != 0) {
        throw SystemCallException.last("ioctl TUNSETVNETHDRSZ", name, "");
      }
    }
    for (int bits : TapOffloads.steps()) {
      if (FileCalls.ioctl(fd, TUNSETOFFLOAD, bits) == 0) {
        return TapOffloads.of(bits);
      }
    }
    throw SystemCallException.last("ioctl TUNSETOFFLOAD", name, "");
  }

  /** Turns everything off. */
  static TapOffloads disableOffloads(int fd, String name) throws SystemCallException {
    if (FileCalls.ioctl(fd, TUNSETOFFLOAD, 0) != 0) {
      throw SystemCallException.last("ioctl TUNSETOFFLOAD", name, "");
    }
    return TapOffloads.NONE;
  }

  /** Returns the Ethernet address of the interface that a descriptor is attached to. */
  static MacAddress macAddress(int fd, String name) throws SystemCallException {
    try (NativeBlock request = new NativeBlock(IFREQ_BYTES)) {
      if (FileCalls.ioctl(fd, SIOCGIFHWADDR, request.address()) != 0) {
        throw SystemCallException.last("ioctl SIOCGIFHWADDR", name, "");
      }
      // struct sockaddr: the family, then the address
      return MacAddress.of(request.getBytes(IFREQ_VALUE_AT + 2, MacAddress.BYTES));
    }
  }
}
