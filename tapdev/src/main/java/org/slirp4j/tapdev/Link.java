package org.slirp4j.tapdev;

import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * The requests that configure a network namespace's interfaces, made on a socket that belongs to
 * that namespace: netdevice(7), {@code <linux/route.h>}. What is there already is no error, so that
 * a persistent TAP can be configured twice.
 */
final class Link {
  /** The socket that carries the requests. */
  static final InsideFile SOCKET =
      new InsideFile.Socket(SocketCalls.AF_INET, SocketCalls.SOCK_DGRAM, 0);

  private static final long SIOCADDRT = 0x890b;
  private static final long SIOCGIFFLAGS = 0x8913;
  private static final long SIOCSIFFLAGS = 0x8914;
  private static final long SIOCSIFADDR = 0x8916;
  private static final long SIOCSIFNETMASK = 0x891c;
  private static final long SIOCSIFMTU = 0x8922;
  private static final long SIOCSIFHWADDR = 0x8924;

  private static final int IFF_UP = 1;
  private static final int ARPHRD_ETHER = 1;
  private static final int VALUE_AT = Tun.IFREQ_VALUE_AT;

  // struct rtentry on 64-bit machines
  private static final int RTENTRY_BYTES = 120;
  private static final int RT_DESTINATION_AT = 8;
  private static final int RT_GATEWAY_AT = 24;
  private static final int RT_NETMASK_AT = 40;
  private static final int RT_FLAGS_AT = 56;
  private static final int RT_DEVICE_AT = 88;
  private static final int RTF_UP = 1;
  private static final int RTF_GATEWAY = 2;

  private static final byte[] ANY = new byte[4];

  private final int socket;
  private final String name;

  private Link(int socket, String name) {
    this.socket = socket;
    this.name = name;
  }

  /** Brings the loopback interface up, then {@code name} with everything in {@code config}. */
  static void configure(int socket, String name, LinkConfig config) throws SystemCallException {
    new Link(socket, "lo").up();
    Link link = new Link(socket, name);
    MacAddress macAddress = config.macAddress();
    if (macAddress != null) {
      link.macAddress(macAddress);
    }
    link.mtu(config.mtuBytes());
    LinkConfig.Ipv4 ipv4 = config.ipv4();
    if (ipv4 != null) {
      link.address(SIOCSIFADDR, "SIOCSIFADDR", ipv4.address().getAddress());
      link.address(SIOCSIFNETMASK, "SIOCSIFNETMASK", ipv4.netmask());
    }
    link.up();
    if (ipv4 != null) {
      link.defaultRoute(ipv4.gateway().getAddress());
    }
  }

  private void macAddress(MacAddress macAddress) throws SystemCallException {
    try (NativeBlock request = request()) {
      request.putShort(VALUE_AT, ARPHRD_ETHER);
      request.putBytes(VALUE_AT + 2, macAddress.octets());
      call(SIOCSIFHWADDR, "SIOCSIFHWADDR", request);
    }
  }

  private void mtu(int bytes) throws SystemCallException {
    try (NativeBlock request = request()) {
      request.putInt(VALUE_AT, bytes);
      call(SIOCSIFMTU, "SIOCSIFMTU", request);
    }
  }

  private void address(long code, String operation, byte[] address) throws SystemCallException {
    try (NativeBlock request = request()) {
      putAddress(request, VALUE_AT, address);
      call(code, operation, request);
    }
  }

  private void up() throws SystemCallException {
    try (NativeBlock request = request()) {
      call(SIOCGIFFLAGS, "SIOCGIFFLAGS", request);
      request.putShort(VALUE_AT, request.getShort(VALUE_AT) | IFF_UP);
      call(SIOCSIFFLAGS, "SIOCSIFFLAGS", request);
    }
  }

  private void defaultRoute(byte[] gateway) throws SystemCallException {
    try (NativeBlock route = new NativeBlock(RTENTRY_BYTES);
        NativeBlock device = NativeBlock.ofText(name)) {
      putAddress(route, RT_DESTINATION_AT, ANY);
      putAddress(route, RT_GATEWAY_AT, gateway);
      putAddress(route, RT_NETMASK_AT, ANY);
      route.putShort(RT_FLAGS_AT, RTF_UP | RTF_GATEWAY);
      route.putLong(RT_DEVICE_AT, device.address());
      call(SIOCADDRT, "SIOCADDRT", route);
    }
  }

  /** Writes a struct sockaddr_in with port 0. */
  private static void putAddress(NativeBlock block, int at, byte[] address) {
    block.putShort(at, SocketCalls.AF_INET);
    block.putBytes(at + 4, address);
  }

  private NativeBlock request() throws SystemCallException {
    NativeBlock request = new NativeBlock(Tun.IFREQ_BYTES);
    try {
      Tun.setName(request, name);
    } catch (SystemCallException e) {
      request.close();
      throw e;
    }
    return request;
  }

  private void call(long code, String operation, NativeBlock argument) throws SystemCallException {
    if (FileCalls.ioctl(socket, code, argument.address()) != 0 && Errno.last() != Errno.EEXIST) {
      throw SystemCallException.last("ioctl " + operation, name, advice(Errno.last()));
    }
  }

  private static String advice(int errno) {
    return switch (errno) {
      case Errno.EPERM -> "start as the user who made the namespace, or as root";
      case Errno.EINVAL -> "the kernel takes no such value";
      case Errno.ENODEV -> "the interface has gone away";
      default -> "";
    };
  }
}
