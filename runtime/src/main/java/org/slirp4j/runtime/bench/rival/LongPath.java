package org.slirp4j.runtime.bench.rival;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.bench.path.Cable;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;
import org.slirp4j.tapdev.NamespaceTarget;

/**
 * A far host, and the long way there from the host's side: what a container of any rival reaches
 * through the host's network, and not on the host itself. It is made when it is used first.
 */
public final class LongPath implements AutoCloseable {
  private static final String INTERFACE = "far0";

  /** Both ends: 198.18.0.0/15 is for benchmarks, RFC 2544, appendix C.2.2. */
  private static final String NEAR = "198.18.0.1";

  private static final String FAR = "198.18.0.2";

  /** Of the way outside, whatever the containers' interfaces have. */
  private static final int MTU = 1_500;

  /** Gbit/s in bytes of a nanosecond. */
  private static final double BITS_PER_BYTE = 8;

  private final HostNetwork host;
  private final double roundTripMillis;
  private final double gigabits;
  private @Nullable Agent far;
  private @Nullable Cable cable;
  private @Nullable IOException failure;

  /**
   * Plans it.
   *
   * @param roundTripMillis there and back
   * @param gigabits per second, in either direction
   */
  public LongPath(HostNetwork host, double roundTripMillis, double gigabits) {
    this.host = host;
    this.roundTripMillis = roundTripMillis;
    this.gigabits = gigabits;
  }

  /** Returns how it is, in a few words. */
  public String text() {
    return String.format(Locale.ROOT, "%s ms, %s Gbit/s", plain(roundTripMillis), plain(gigabits));
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? "" + (long) number : "" + number;
  }

  /** Returns the time there and back. */
  public double roundTripMillis() {
    return roundTripMillis;
  }

  /**
   * Returns the agent there.
   *
   * @throws IOException when the path cannot be made, which is not tried again
   */
  public Agent far() throws IOException {
    Agent now = far;
    if (failure != null) {
      throw failure;
    }
    if (now != null && !now.isAlive()) {
      throw new IOException("the far host's traffic generator has ended");
    }
    if (now == null) {
      try {
        now = make();
        far = now;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
    return now;
  }

  /** Returns where one of its services is. */
  public InetSocketAddress at(int service) {
    return new InetSocketAddress(InetAddress.ofLiteral(FAR), Ports.HOST + service);
  }

  private Agent make() throws IOException {
    Agent agent = host.makeContainer(Ports.HOST);
    try {
      long pid = agent.pid();
      cable =
          Cable.connect(
              new NamespaceTarget.Current(),
              new NamespaceTarget.OfPid((int) pid, null),
              INTERFACE,
              (long) (roundTripMillis * TimeUnit.MILLISECONDS.toNanos(1)),
              gigabits / BITS_PER_BYTE);
      host.ip("addr add " + NEAR + "/24 dev " + INTERFACE);
      host.ip("link set " + INTERFACE + " mtu " + MTU + " up");
      HostNetwork.letPass(INTERFACE);
      host.ipInside(pid, "addr add " + FAR + "/24 dev " + INTERFACE);
      host.ipInside(pid, "link set " + INTERFACE + " mtu " + MTU + " up");
      host.ipInside(pid, "route add default via " + NEAR);
      return agent;
    } catch (IOException e) {
      agent.close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (far != null) {
      far.close();
    }
    if (cable != null) {
      cable.close();
    }
  }
}
