package org.slirp4j.tapdev;

import io.netty.channel.unix.FileDescriptor;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;

/**
 * An open TAP interface, or a socket in its place: a descriptor from which each read takes one
 * Ethernet frame that the container sent, and to which each write hands it one. With {@link
 * TapOffloads#vnetHeader} every frame has a {@link VnetHeader} before it.
 *
 * <p>The interface goes away with its last descriptor, unless somebody made it persistent.
 */
public final class TapDevice implements AutoCloseable {
  /**
   * The most that one read brings: a vnet header, an Ethernet header with two VLAN tags, and an IP
   * packet of 65,535 bytes or a super-segment of 65,536. A shorter buffer loses the frame's end.
   */
  public static final int MAX_READ_BYTES = VnetHeader.BYTES + 22 + (1 << 16);

  private final int fd;
  private final FileDescriptor descriptor;
  private final String name;
  private final TapOffloads offloads;
  private boolean closed;

  TapDevice(int fd, String name, TapOffloads offloads) {
    this.fd = fd;
    this.descriptor = new FileDescriptor(fd);
    this.name = name;
    this.offloads = offloads;
  }

  /**
   * Makes the interface {@code name}, or attaches to it if it is there already, persistent and
   * free.
   *
   * @param tunFd an open {@link InsideFile.Tun}, whose namespace is the interface's; from now on
   *     owned by the device, and closed if this fails
   * @param name at most 15 bytes; {@code tap%d} lets the kernel choose the number
   * @param vnetHeader whether to ask for vnet headers and every offload that the kernel has
   * @throws SystemCallException when the interface can not be had; nothing is left of it
   */
  public static TapDevice attach(int tunFd, String name, boolean vnetHeader)
      throws SystemCallException {
    try (NativeBlock request = new NativeBlock(Tun.IFREQ_BYTES)) {
      int kind = Tun.IFF_TAP | Tun.IFF_NO_PI | (vnetHeader ? Tun.IFF_VNET_HDR : 0);
      Tun.setName(request, name);
      if (!Tun.setInterface(tunFd, request, kind)
          // One that was made with several queues takes no other kind of descriptor.
          && (Errno.last() != Errno.EINVAL
              || !Tun.setInterface(tunFd, request, kind | Tun.IFF_MULTI_QUEUE))) {
        throw Tun.attachFailure(name, Errno.last());
      }
      return opened(tunFd, request, vnetHeader);
    } catch (SystemCallException e) {
      FileCalls.close(tunFd);
      throw e;
    }
  }

  /**
   * Takes over a TAP that somebody else has attached to, vnet header or not as they chose.
   *
   * @param fd the descriptor; from now on owned by the device, and closed if this fails
   * @throws SystemCallException when it is no attached TAP, or one with packet-information headers
   */
  public static TapDevice inherited(int fd) throws SystemCallException {
    try (NativeBlock request = new NativeBlock(Tun.IFREQ_BYTES)) {
      String object = "file descriptor " + fd;
      if (FileCalls.ioctl(fd, Tun.TUNGETIFF, request.address()) != 0) {
        throw SystemCallException.last("ioctl TUNGETIFF", object, "it is no attached TAP");
      }
      int kind = request.getShort(Tun.IFREQ_VALUE_AT);
      if ((kind & (Tun.IFF_TAP | Tun.IFF_NO_PI)) != (Tun.IFF_TAP | Tun.IFF_NO_PI)) {
        throw new SystemCallException(
            "ioctl TUNGETIFF", object, Errno.EINVAL, "open it with IFF_TAP|IFF_NO_PI");
      }
      FileCalls.fcntl(fd, FileCalls.F_SETFD, FileCalls.FD_CLOEXEC);
      int status = FileCalls.fcntl(fd, FileCalls.F_GETFL, 0);
      FileCalls.fcntl(fd, FileCalls.F_SETFL, status | FileCalls.O_NONBLOCK);
      return opened(fd, request, (kind & Tun.IFF_VNET_HDR) != 0);
    } catch (SystemCallException e) {
      FileCalls.close(fd);
      throw e;
    }
  }

  private static TapDevice opened(int fd, NativeBlock request, boolean vnetHeader)
      throws SystemCallException {
    String name = Tun.name(request);
    // Header length and offloads are the interface's: a persistent one keeps its last user's.
    TapOffloads offloads =
        vnetHeader ? Tun.enableOffloads(fd, name) : Tun.disableOffloads(fd, name);
    return new TapDevice(fd, name, offloads);
  }

  /** Returns the descriptor as Netty's, non-blocking. */
  public FileDescriptor descriptor() {
    return descriptor;
  }

  /** Returns the interface's name. */
  public String name() {
    return name;
  }

  /** Asks the kernel for the interface's Ethernet address. */
  public MacAddress macAddress() throws SystemCallException {
    return Tun.macAddress(fd, name);
  }

  /** Returns what the kernel does for frames. */
  public TapOffloads offloads() {
    return offloads;
  }

  /** Returns the bytes before each frame: {@link VnetHeader#BYTES} or 0. */
  public int headerBytes() {
    return offloads.vnetHeader() ? VnetHeader.BYTES : 0;
  }

  /**
   * Closes the descriptor, if it is open. By the C library: Netty's native library may not have
   * been loaded yet.
   */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      FileCalls.close(fd);
    }
  }
}
