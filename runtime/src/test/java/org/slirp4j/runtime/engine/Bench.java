package org.slirp4j.runtime.engine;

import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.runtime.cli.NetworkOptions;

/** An engine without a device, for tests of what is seen of engines. */
public final class Bench implements AutoCloseable {
  private final Machine machine =
      Machine.await(
          Machine.make(
              new EngineConfig(
                  NetworkOptions.ofMtu(1500),
                  ResolverConfig.DEFAULT,
                  /* vnetHeader= */ true,
                  null)));

  /** Returns what there is to see of it. */
  public Insight insight() {
    return new Insight(machine, null);
  }

  /** Does something on its loop and waits for that. */
  public void run(Runnable task) {
    machine
        .loop()
        .call(() -> {
          task.run();
          return this;
        });
  }

  @Override
  public void close() {
    machine.loop().stop();
  }
}
