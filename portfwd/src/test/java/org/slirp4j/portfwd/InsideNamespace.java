package org.slirp4j.portfwd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slirp4j.portfwd.splice.InsideSockets;
import org.slirp4j.portfwd.splice.NamespaceSockets;
import org.slirp4j.tapdev.InsideFile;
import org.slirp4j.tapdev.NamespaceEntry;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * A namespace with lo up and the address 10.0.2.100, in which a test has sockets of its own: they
 * are made inside and used from here.
 */
final class InsideNamespace implements AutoCloseable {
  private static final int SOL_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;

  private final Process holder;
  private final NamespaceEntry entry;
  private final List<Integer> open = new ArrayList<>();

  InsideNamespace() throws IOException {
    String line = "ip link set lo up; ip addr add 10.0.2.100/24 dev lo; exec sleep 120";
    holder =
        new ProcessBuilder("unshare", "--user", "--map-root-user", "--net", "sh", "-c", line)
            .redirectErrorStream(true)
            .start();
    Path command = Path.of("/proc/" + holder.pid() + "/comm");
    await().until(() -> Files.readString(command).strip().equals("sleep"));
    entry = NamespaceEntry.of(new NamespaceTarget.OfPid((int) holder.pid(), null));
  }

  /** Makes sockets for whoever wants to listen inside. */
  InsideSockets sockets() throws SystemCallException {
    return NamespaceSockets.of(new NamespaceTarget.OfPid((int) holder.pid(), null));
  }

  /** Runs a program inside; returns what it wrote. */
  String run(String... command) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "nsenter",
                "--target=" + holder.pid(),
                "--user",
                "--preserve-credentials",
                "--net"));
    line.addAll(List.of(command));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Listens by TCP; returns the descriptor. */
  int listen(String address, int port) throws SystemCallException {
    int fd = bound(address, port, SocketCalls.SOCK_STREAM, false);
    assertEquals(0, SocketCalls.listen(fd, 16));
    return fd;
  }

  /** Listens by TCP to IPv6 alone. */
  int listenByIpv6Alone(String address, int port) throws SystemCallException {
    int fd = bound(address, port, SocketCalls.SOCK_STREAM, true);
    assertEquals(0, SocketCalls.listen(fd, 16));
    return fd;
  }

  /** Binds a UDP socket. */
  int receive(String address, int port) throws SystemCallException {
    return bound(address, port, SocketCalls.SOCK_DGRAM, false);
  }

  /** Connects a socket to a port of 127.0.0.1 inside. */
  static void connect(int fd, int port) {
    try (NativeBlock address = address(InetAddress.ofLiteral("127.0.0.1"), port)) {
      assertEquals(0, SocketCalls.connect(fd, address.address(), address.bytes()));
    }
  }

  /** Closes one that was made here. */
  void close(int fd) {
    if (open.remove(Integer.valueOf(fd))) {
      FileCalls.close(fd);
    }
  }

  @Override
  public void close() {
    for (int fd : open) {
      FileCalls.close(fd);
    }
    entry.close();
    holder.destroyForcibly();
    holder.onExit().join();
  }

  /** Makes a blocking socket of an address's family; it is the caller's to close. */
  int socket(String familyMember, int type) throws SystemCallException {
    boolean isV4 = InetAddress.ofLiteral(familyMember) instanceof Inet4Address;
    int domain = isV4 ? SocketCalls.AF_INET : SocketCalls.AF_INET6;
    return entry.open(new InsideFile.Socket(domain, type, 0))[0];
  }

  /** Makes many TCP sockets, which are the caller's. */
  int[] sockets(int count) throws SystemCallException {
    InsideFile[] files = new InsideFile[count];
    Arrays.fill(files, new InsideFile.Socket(SocketCalls.AF_INET, SocketCalls.SOCK_STREAM, 0));
    return entry.open(files);
  }

  private int bound(String text, int port, int type, boolean v6Only) throws SystemCallException {
    InetAddress address = InetAddress.ofLiteral(text);
    int domain = address instanceof Inet4Address ? SocketCalls.AF_INET : SocketCalls.AF_INET6;
    int fd = entry.open(new InsideFile.Socket(domain, type, 0))[0];
    open.add(fd);
    try (NativeBlock one = new NativeBlock(4);
        NativeBlock name = address(address, port)) {
      one.putInt(0, 1);
      if (v6Only) {
        assertEquals(0, SocketCalls.setsockopt(fd, SOL_IPV6, IPV6_V6ONLY, one.address(), 4));
      }
      int result = SocketCalls.bind(fd, name.address(), name.bytes());
      assertEquals(0, result, () -> "bind: " + Errno.describe(Errno.last()));
    }
    return fd;
  }

  private static NativeBlock address(InetAddress address, int port) {
    boolean isV4 = address instanceof Inet4Address;
    NativeBlock block = new NativeBlock(isV4 ? 16 : 28);
    block.putShort(0, isV4 ? SocketCalls.AF_INET : SocketCalls.AF_INET6);
    block.putByte(2, port >> 8);
    block.putByte(3, port);
    block.putBytes(isV4 ? 4 : 8, address.getAddress());
    return block;
  }
}
