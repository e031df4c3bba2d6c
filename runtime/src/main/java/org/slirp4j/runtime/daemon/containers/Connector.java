package org.slirp4j.runtime.daemon.containers;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.portfwd.forward.ProcessPaths;
import org.slirp4j.portfwd.splice.NamespaceSockets;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.runtime.engine.EngineConfig;
import org.slirp4j.runtime.engine.EngineFault;
import org.slirp4j.runtime.engine.EngineLimits;
import org.slirp4j.runtime.engine.NamespaceDevice;
import org.slirp4j.runtime.network.Networks;
import org.slirp4j.runtime.network.Port;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tcpip.IpAddress;

/** Makes engines for containers, and hears of their ends. */
final class Connector {
  /** Who is told what becomes of an engine; on its thread, which is not to be kept. */
  interface Watcher {
    /** The container has died, or its interface has gone. */
    void onGone(Container container, long id, String reason);

    /** The process has ended that the container was named by; another one of it is there. */
    void onMoved(Container container, long id, int pid);

    /** The engine has failed. */
    void onFailed(Container container, long id, String fault);
  }

  private final Networks networks = new Networks();
  private final EngineLimits limits = EngineLimits.shared();
  private final Watcher watcher;

  Connector(Watcher watcher) {
    this.watcher = watcher;
  }

  /** Connects a namespace; nothing is left behind when that fails. */
  Engine connect(Container container, long id, AttachRequest request) throws ControlException {
    Engine.Prepared prepared =
        Engine.prepare(
            new EngineConfig(
                container.name,
                request.network(),
                ResolverConfig.DEFAULT,
                true,
                null,
                limits.within(request.limits().sockets(), request.limits().memoryMib())));
    NamespaceDevice device =
        new NamespaceDevice(
            request.target(), request.tapName(), request.configured(), request.macAddress());
    try {
      Engine engine =
          prepared.connect(
              device,
              new Engine.Listener() {
                @Override
                public void onDeviceGone(String tap) {
                  watcher.onGone(container, id, "somebody has deleted its interface " + tap);
                }

                @Override
                public void onFailed(Throwable fault) {
                  watcher.onFailed(container, id, EngineFault.line(fault));
                }
              });
      reachInside(engine, request);
      return engine;
    } catch (SystemCallException e) {
      throw Failures.of(container.name, e);
    }
  }

  /** Has forwards skip the TAP, and reach unix sockets. */
  private static void reachInside(Engine engine, AttachRequest request) {
    engine.preferSpeed(request.settings().fast());
    if (request.target() instanceof NamespaceTarget.OfPid process) {
      engine.reachPaths(new ProcessPaths(process.pid()));
    }
    try {
      engine.reachInside(NamespaceSockets.of(request.target()));
    } catch (SystemCallException e) {
      // The container has ended meanwhile.
    }
  }

  /**
   * Puts a container into exactly the named networks of its settings.
   *
   * @param port its port so far, or null
   * @return its port, or null when it has none and needs none
   */
  @Nullable Port join(
      Container container, AttachRequest request, Engine engine, @Nullable Port port)
      throws ControlException {
    List<String> names = request.settings().networks();
    if (port == null && names.isEmpty()) {
      return null;
    }
    try {
      Port joined =
          port == null ? networks.connect(container.name, request.network(), engine) : port;
      networks.join(joined, names);
      container.places = networks.places(joined);
      return joined;
    } catch (SystemCallException e) {
      throw Failures.of(container.name, e);
    }
  }

  /** Has a container's places in named networks kept, before the first one joins any. */
  void keepPlaces(Container container) {
    networks.keep(container.name, container.places);
  }

  /** Returns a container's addresses in named networks. */
  List<IpAddress> addresses(Attached attached) {
    List<IpAddress> addresses = new ArrayList<>();
    if (attached.port() != null) {
      networks.addresses(attached.port()).values().forEach(addresses::addAll);
    }
    return addresses;
  }

  /** Takes a container out of all networks, and ends its engine. */
  void disconnect(Attached attached) {
    if (attached.port() != null) {
      networks.leave(attached.port());
    }
    attached.engine().stop();
  }

  /** Watches the process that a container was named by. */
  void watch(Container container, Attached attached) {
    if (attached.request().target() instanceof NamespaceTarget.OfPid process) {
      attached
          .engine()
          .watchContainer(
              process.pid(),
              () -> watcher.onGone(container, attached.id(), "its last process has ended"),
              pid -> {
                attached.engine().reachPaths(new ProcessPaths(pid));
                watcher.onMoved(container, attached.id(), pid);
              });
    }
  }

  /** Returns the same request with a container that is named by another process. */
  static AttachRequest byProcess(AttachRequest request, int pid) {
    String userns =
        request.target() instanceof NamespaceTarget.OfPid process ? process.usernsPath() : null;
    return changed(request, new NamespaceTarget.OfPid(pid, userns), request.settings());
  }

  /** Returns the same request with other settings. */
  static AttachRequest with(Settings settings, AttachRequest request) {
    return changed(request, request.target(), settings);
  }

  private static AttachRequest changed(
      AttachRequest request, NamespaceTarget target, Settings settings) {
    return new AttachRequest(
        request.name(),
        target,
        request.tapName(),
        request.configured(),
        request.macAddress(),
        request.network(),
        settings,
        request.source(),
        request.lasting(),
        request.limits());
  }
}
