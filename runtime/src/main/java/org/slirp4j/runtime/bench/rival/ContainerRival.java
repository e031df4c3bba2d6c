package org.slirp4j.runtime.bench.rival;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.bench.traffic.Agent;

/** A rival whose container is made for it, once. */
abstract class ContainerRival implements Rival {
  /** The host as a container sees it, by slirp4netns's addresses. */
  static final String GATEWAY = "10.0.2.2";

  /** The container, by the same. */
  static final String CONTAINER = "10.0.2.100";

  static final String LOOPBACK = "127.0.0.1";
  static final String TAP = "tap0";

  final HostNetwork host;
  private final String name;
  private final String version;
  private @Nullable Agent container;

  ContainerRival(HostNetwork host, String name, String version) {
    this.host = host;
    this.name = name;
    this.version = version;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String version() {
    return version;
  }

  @Override
  public boolean takes(Setup setup) {
    return true;
  }

  /** Returns the container, which is made when there is none. */
  final Agent container() throws IOException {
    Agent now = container;
    if (now == null || !now.isAlive()) {
      now = host.makeContainer();
      container = now;
    }
    return now;
  }

  @Override
  public final void close() {
    if (container != null) {
      container.close();
    }
  }
}
