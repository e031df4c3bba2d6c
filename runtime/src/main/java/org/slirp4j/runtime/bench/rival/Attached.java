package org.slirp4j.runtime.bench.rival;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;

/** A container that is connected, until it is closed. */
public final class Attached implements AutoCloseable {
  private final Agent inside;
  private final String gateway;
  private final InetAddress forwardHost;
  private final long helper;
  private final double readyMillis;
  private final Runnable end;

  /**
   * Names what has been made.
   *
   * @param inside the agent in the container
   * @param gateway the host's address as seen from inside
   * @param forward where clients outside reach the container's ports
   * @param helper the process to look at, or 0 if the kernel does it all
   * @param readyMillis from the helper's start until the network was there
   * @param end what disconnects it
   */
  public Attached(
      Agent inside, String gateway, String forward, long helper, double readyMillis, Runnable end) {
    this.inside = inside;
    this.gateway = gateway;
    this.forwardHost = InetAddress.ofLiteral(forward);
    this.helper = helper;
    this.readyMillis = readyMillis;
    this.end = end;
  }

  /** Returns the agent in the container. */
  public Agent inside() {
    return inside;
  }

  /** Returns where one of the host's services is, seen from inside: {@link Ports}. */
  public InetSocketAddress outside(int service) {
    return new InetSocketAddress(InetAddress.ofLiteral(gateway), Ports.HOST + service);
  }

  /** Returns where one of the container's services is, seen from the host. */
  public InetSocketAddress forwarded(int service) {
    return new InetSocketAddress(forwardHost, Ports.CONTAINER + service);
  }

  /** Returns milliseconds from the helper's start until the network was there. */
  public double readyMillis() {
    return readyMillis;
  }

  /** Returns the processes that are the network, without the container's; empty for the kernel. */
  public Set<Long> helpers() {
    Set<Long> all = new HashSet<>();
    if (helper != 0) {
      ProcessHandle.of(helper).ifPresent(process -> collect(process, all));
    }
    return all;
  }

  private void collect(ProcessHandle process, Set<Long> all) {
    if (process.pid() != inside.pid() && all.add(process.pid())) {
      process.children().forEach(child -> collect(child, all));
    }
  }

  /** Disconnects the container. */
  @Override
  public void close() {
    end.run();
  }
}
