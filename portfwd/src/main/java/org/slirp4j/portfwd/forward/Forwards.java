package org.slirp4j.portfwd.forward;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.portfwd.config.RelayConfig;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.ErrorQueue;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.ServerSockets;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.portfwd.udp.ReturnPath;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.Downlink;

/** The ports of the host that lead to the container. All calls come on the loop's thread. */
public final class Forwards implements AutoCloseable {
  /** Most forwards at a time: each holds a socket. */
  public static final int MAX_FORWARDS = 4_096;

  /**
   * A forward that is there.
   *
   * @param id its number, never used twice
   * @param spec what leads where
   */
  public record Entry(int id, ForwardSpec spec) {}

  private record Open(Entry entry, Forward forward) {}

  private final ServerSockets servers;
  private final SeenAddresses seen;
  private final RelayCounters counters;
  private final UdpForwards udp;
  private final Map<Integer, Open> open = new TreeMap<>();
  private @Nullable Downlink inside;
  private int lastId;

  /**
   * Makes an empty set. For this module.
   *
   * @param sockets among which the forwards' sockets count
   * @param reader receives datagrams
   * @param errors reads what became of those that were sent
   */
  @SuppressWarnings("exports")
  public Forwards(
      HostSockets sockets,
      DatagramReader reader,
      ErrorQueue errors,
      RelayConfig config,
      RelayCounters counters) {
    this.servers = new ServerSockets(sockets);
    this.seen = new SeenAddresses(config.network(), config.network6());
    this.counters = counters;
    this.udp = new UdpForwards(reader, errors);
  }

  /** Says which container the forwards lead to. Before that, clients are reset. */
  public void lead(Downlink container) {
    inside = container;
  }

  /**
   * Opens a port.
   *
   * @return its id, which is greater than all before it
   * @throws ForwardException when it cannot be had
   */
  public int add(ForwardSpec spec) throws ForwardException {
    if (open.size() >= MAX_FORWARDS) {
      throw new ForwardException("there are " + MAX_FORWARDS + " forwards already; remove some");
    }
    if (!seen.hasFamilyOf(spec.guestAddress())) {
      throw new ForwardException("the container has no IPv6; start with --enable-ipv6");
    }
    Forward made =
        switch (spec.protocol()) {
          case TCP -> listen(spec);
          case UDP -> receive(spec);
        };
    open.put(++lastId, new Open(new Entry(lastId, spec), made));
    return lastId;
  }

  /**
   * Closes a port.
   *
   * @param cutClients whether connections that came by it are cut as well
   * @return false when there is none with this id
   */
  public boolean remove(int id, boolean cutClients) {
    Open removed = open.remove(id);
    if (removed == null) {
      return false;
    }
    removed.forward().close();
    if (cutClients) {
      removed.forward().cutAll();
      servers.sockets().requestEmit();
    }
    return true;
  }

  /** Returns all forwards, in the order in which they were added. */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>(open.size());
    for (Open each : open.values()) {
      entries.add(each.entry());
    }
    return entries;
  }

  /** Closes all ports; connections that came by them stay. */
  @Override
  public void close() {
    for (Open each : open.values()) {
      each.forward().close();
    }
    open.clear();
  }

  /** Returns what makes and takes the sockets of others' connections. */
  @SuppressWarnings("exports")
  public ServerSockets servers() {
    return servers;
  }

  /** Returns what is to be offered the datagrams of the container's, for the forwards' clients. */
  @SuppressWarnings("exports")
  public ReturnPath returnPath() {
    return udp;
  }

  SeenAddresses seen() {
    return seen;
  }

  RelayCounters counters() {
    return counters;
  }

  @Nullable Downlink inside() {
    return inside;
  }

  private Forward listen(ForwardSpec spec) throws ForwardException {
    HostSocket socket = servers.listen(spec.hostAddress(), spec.hostPort());
    if (socket == null) {
      throw failure(spec, servers.errno());
    }
    TcpForward forward = new TcpForward(this, spec, socket);
    if (!forward.open()) {
      throw failure(spec, socket.errno());
    }
    return forward;
  }

  private Forward receive(ForwardSpec spec) throws ForwardException {
    HostSocket socket = servers.datagrams(spec.hostAddress(), spec.hostPort());
    if (socket == null) {
      throw failure(spec, servers.errno());
    }
    UdpForward forward = new UdpForward(this, udp, spec, socket);
    if (!forward.open()) {
      throw failure(spec, socket.errno());
    }
    return forward;
  }

  private static ForwardException failure(ForwardSpec spec, int errno) {
    String protocol = spec.protocol() == ForwardSpec.Protocol.TCP ? "tcp " : "udp ";
    String at = AddressText.of(spec.hostAddress(), spec.hostPort());
    String advice = advice(errno);
    return new ForwardException(
        protocol + at + ": " + Errno.describe(errno) + (advice.isEmpty() ? "" : ": " + advice));
  }

  private static String advice(int errno) {
    return switch (errno) {
      case Errno.EACCES ->
          "ports below net.ipv4.ip_unprivileged_port_start" + firstFree() + " need privilege";
      case Errno.EADDRINUSE -> "another program, or another forward, has this port";
      case Errno.EADDRNOTAVAIL -> "the host has no such address";
      case Errno.EMFILE, Errno.ENFILE -> "raise the limit of open files: ulimit -n";
      default -> "";
    };
  }

  private static String firstFree() {
    String name = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
    try (FileInputStream file = new FileInputStream(name)) {
      byte[] digits = file.readNBytes(16);
      return "=" + new String(digits, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return ""; // not to be seen from a sandbox
    }
  }
}
