package org.slirp4j.runtime.run;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.portfwd.forward.ProcessPaths;
import org.slirp4j.portfwd.splice.NamespaceSockets;
import org.slirp4j.runtime.Signals;
import org.slirp4j.runtime.cli.RunOptions;
import org.slirp4j.runtime.engine.DeviceSource;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.runtime.engine.EngineConfig;
import org.slirp4j.runtime.engine.EngineFault;
import org.slirp4j.runtime.engine.FrameObserver;
import org.slirp4j.runtime.engine.NamespaceDevice;
import org.slirp4j.runtime.trace.FlowLines;
import org.slirp4j.tapdev.NamespaceProcess;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tapdev.SystemCallException;

/**
 * A command to run in new, connected namespaces.
 *
 * @param options the command and its network
 * @param resolver name servers behind the network's DNS address
 * @param observer who is shown every frame, or null
 * @param atEnd what is done when the command has ended and its network is still there
 */
public record ConnectedCommand(
    RunOptions options,
    ResolverConfig resolver,
    @Nullable FrameObserver observer,
    Consumer<Engine> atEnd) {
  private static final String TAP_NAME = "tap0";

  /**
   * Runs the command to its end.
   *
   * @return its exit status as a shell would tell it
   * @throws IOException when the namespaces could not be made or connected, or a port not be had
   */
  public int run() throws IOException {
    Engine.Prepared prepared = Engine.prepare(config());
    Signals.endAtOnce();
    try (InsideResolvConf resolvConf = InsideResolvConf.make(options);
        NamespaceProcess process =
            NamespaceProcess.start(
                options.command(), new NamespaceProcess.Options(resolvConf.path()))) {
      NamespaceTarget inside = new NamespaceTarget.OfPid(process.pid(), null);
      DeviceSource device = new NamespaceDevice(inside, TAP_NAME, true, null);
      Engine engine = prepared.connect(device, new Losses());
      try {
        engine.preferSpeed(options.fast());
        if (FlowLines.areWanted(System.getenv())) {
          engine.insight().logFlows(new FlowLines("", System.err::println));
        }
        engine.reachInside(NamespaceSockets.of(inside));
        engine.reachPaths(new ProcessPaths(process.pid()));
        CommandPorts.open(engine, options.ports());
        // Not before the process is made: what its maker ignores stays ignored in it.
        Signals.leaveKeysToCommand();
        int status = await(process, resolvConf);
        atEnd.accept(engine);
        return status;
      } finally {
        engine.stop();
      }
    } catch (SystemCallException e) {
      prepared.abandon();
      throw e;
    }
  }

  private static int await(NamespaceProcess process, InsideResolvConf resolvConf) {
    try {
      process.release();
      resolvConf.close(); // the mount keeps the file
    } catch (SystemCallException e) {
      System.err.println("slirp4j: " + e.getMessage());
    }
    return process.waitFor();
  }

  private EngineConfig config() {
    return new EngineConfig(options.network(), resolver, options.vnetHeader(), observer);
  }

  /** The command goes on without a network. */
  private static final class Losses implements Engine.Listener {
    @Override
    public void onDeviceGone(String name) {
      System.err.println(
          "slirp4j: " + name + " is gone: somebody has deleted it inside; no network from here on");
    }

    @Override
    public void onFailed(Throwable fault) {
      System.err.println("slirp4j: " + EngineFault.line(fault) + "; no network from here on");
    }
  }
}
