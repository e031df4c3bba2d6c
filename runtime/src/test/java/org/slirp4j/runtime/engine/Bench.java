package org.slirp4j.runtime.engine;

import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.tapdev.SystemCallException;

/** An engine without a device, for tests of what is seen of engines. */
public final class Bench implements AutoCloseable {
  private final Machine machine = machine();

  private static Machine machine() {
    EngineConfig config =
        new EngineConfig(
            NetworkOptions.ofMtu(1500), ResolverConfig.DEFAULT, /* vnetHeader= */ true, null);
    try {
      return Machine.await(Machine.make(config));
    } catch (SystemCallException e) {
      throw new IllegalStateException(e);
    }
  }

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
