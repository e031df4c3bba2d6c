package org.slirp4j.runtime.bench.rival;

import java.io.IOException;
import org.slirp4j.runtime.bench.traffic.Agent;

/**
 * A pair of veth(4) interfaces: the kernel alone. Its ports need no forwarding, and what lies
 * behind the host is routed.
 */
final class VethRival extends ContainerRival {
  private static final String OUTSIDE = "limit0";

  VethRival(HostNetwork host) {
    super(host, "veth", "");
  }

  @Override
  public Attached attach(Setup setup) throws IOException {
    Agent inside = container();
    long pid = inside.pid();
    long began = System.nanoTime();
    host.ip("link add " + OUTSIDE + " type veth peer name " + TAP + " netns " + pid);
    try {
      host.ip("addr add " + GATEWAY + "/24 dev " + OUTSIDE);
      host.ip("link set " + OUTSIDE + " mtu " + setup.mtu() + " up");
      HostNetwork.letPass(OUTSIDE);
      host.ipInside(pid, "addr add " + CONTAINER + "/24 dev " + TAP);
      host.ipInside(pid, "link set " + TAP + " mtu " + setup.mtu() + " up");
      host.ipInside(pid, "route add default via " + GATEWAY);
    } catch (IOException e) {
      end();
      throw e;
    }
    double millis = (System.nanoTime() - began) / 1e6;
    return new Attached(inside, GATEWAY, CONTAINER, 0, millis, this::end);
  }

  private void end() {
    try {
      host.ip("link del " + OUTSIDE);
    } catch (IOException e) {
      // Its namespace has gone already, or the whole run goes; else the next attach fails and
      // tells.
    }
  }
}
