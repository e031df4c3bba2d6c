package org.slirp4j.runtime.daemon.containers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.ContainerInfo.State;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;
import org.slirp4j.runtime.daemon.events.DaemonLog;
import org.slirp4j.runtime.daemon.events.EventHub;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.runtime.engine.EngineConfig;
import org.slirp4j.runtime.engine.NamespaceDevice;
import org.slirp4j.runtime.network.Networks;
import org.slirp4j.runtime.network.Port;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tapdev.SystemCallException;

/** The lives of the daemon's containers. */
public final class Containers implements AutoCloseable {
  private final Registry registry = new Registry();
  private final Networks networks = new Networks();
  private final EventHub events;
  private final DaemonLog log;
  private final Workers workers;

  /** Makes an empty set. */
  public Containers(EventHub events, DaemonLog log) {
    this.events = events;
    this.log = log;
    this.workers = new Workers(log);
  }

  /** As {@link org.slirp4j.runtime.control.Control#attach}. */
  public ContainerInfo attach(AttachRequest request) throws ControlException {
    String name = request.name() == null ? null : Names.check(request.name());
    NamespaceId namespace = namespaceOf(request.target());
    long id = registry.nextId();
    while (true) {
      Container container = registry.findOrMake(name, id);
      synchronized (container) {
        if (!container.forgotten) {
          return attach(container, id, request, namespace);
        }
      }
    }
  }

  private static NamespaceId namespaceOf(NamespaceTarget target) throws ControlException {
    NamespaceId namespace = NamespaceId.of(target);
    if (target instanceof NamespaceTarget.Current
        || (namespace != null && namespace.inode() == NamespaceId.own())) {
      throw new ControlException(
          Kind.INVALID,
          "this is the network namespace of the daemon itself, which needs no network of ours;"
              + " name a process, or a namespace, of a container");
    }
    // What cannot be seen gets its error from who opens it.
    return namespace == null ? new NamespaceId(0, 0) : namespace;
  }

  private ContainerInfo attach(
      Container container, long id, AttachRequest request, NamespaceId namespace)
      throws ControlException {
    boolean done = false;
    boolean held = false;
    try {
      makeRoom(container);
      held = hold(namespace, container.name);
      Engine engine = connect(container, id, request);
      Port port = join(container, request, engine);
      ContainerInfo info = container.begin(new Attached(id, request, namespace, engine, port));
      done = true;
      watch(container, id, request, engine);
      log.info("attached " + container.name + " (" + info.netns() + ")");
      events.tell(
          "container.attached",
          container.name,
          Map.of("id", Long.toString(id), "source", request.source(), "netns", info.netns()));
      return info;
    } finally {
      if (!done) {
        if (held) {
          registry.letGo(namespace, container.name);
        }
        if (container.info() == null) {
          registry.forget(container);
        }
      }
    }
  }

  /** Sees to it that nothing is attached by this name: what has died unnoticed goes. */
  private void makeRoom(Container container) throws ControlException {
    Attached present = container.attached();
    if (present == null) {
      return;
    }
    if (present.namespace().isStill(present.request().target())) {
      throw new ControlException(
          Kind.CONFLICT,
          "a container \""
              + container.name
              + "\" is attached already; choose another name, or detach that one first");
    }
    end(container, present, "its namespace has gone");
  }

  private boolean hold(NamespaceId namespace, String name) throws ControlException {
    if (namespace.inode() == 0) {
      return false;
    }
    String holder = registry.hold(namespace, name);
    if (holder != null) {
      throw new ControlException(
          Kind.CONFLICT,
          "the network namespace "
              + namespace.text()
              + " is attached already, as \""
              + holder
              + "\"");
    }
    return true;
  }

  private Engine connect(Container container, long id, AttachRequest request)
      throws ControlException {
    Engine.Prepared prepared =
        Engine.prepare(new EngineConfig(request.network(), ResolverConfig.DEFAULT, true, null));
    NamespaceDevice device =
        new NamespaceDevice(
            request.target(), request.tapName(), request.configured(), request.macAddress());
    try {
      return prepared.connect(
          device,
          tap ->
              workers.run(() ->
                  lost(container, id, "somebody has deleted the interface " + tap + " inside")));
    } catch (SystemCallException e) {
      throw Failures.of(container.name, e);
    }
  }

  /** Connects a container to the named networks that it is to be in. */
  private @Nullable Port join(Container container, AttachRequest request, Engine engine)
      throws ControlException {
    List<String> names = request.settings().networks();
    if (names.isEmpty()) {
      return null;
    }
    boolean done = false;
    try {
      Port port = networks.connect(container.name, request.network(), engine);
      networks.join(port, names);
      done = true;
      return port;
    } catch (SystemCallException e) {
      throw Failures.of(container.name, e);
    } finally {
      if (!done) {
        engine.stop();
      }
    }
  }

  private void watch(Container container, long id, AttachRequest request, Engine engine) {
    if (request.target() instanceof NamespaceTarget.OfPid process) {
      engine.watchContainer(
          process.pid(),
          () -> workers.run(() -> lost(container, id, "its last process has ended")));
    }
  }

  private void lost(Container container, long id, String reason) {
    synchronized (container) {
      Attached present = container.attached();
      if (present != null && present.id() == id) {
        end(container, present, reason);
      }
    }
  }

  /** Ends a container's engine; the container's lock is held. */
  private void end(Container container, Attached present, String reason) {
    leave(present);
    present.engine().stop();
    registry.letGo(present.namespace(), container.name);
    container.end(State.AWAITED, reason);
    registry.forget(container);
    log.info("detached " + container.name + ": " + reason);
    events.tell(
        "container.detached",
        container.name,
        Map.of("id", Long.toString(present.id()), "reason", reason));
  }

  private void leave(Attached present) {
    if (present.port() != null) {
      networks.leave(present.port());
    }
  }

  /** As {@link org.slirp4j.runtime.control.Control#detach}. */
  public void detach(String name, boolean forget) throws ControlException {
    Container container = known(name);
    synchronized (container) {
      Attached present = container.attached();
      if (present != null) {
        end(container, present, "a client asked for it");
      }
      registry.forget(container);
    }
  }

  /** Returns all containers as clients see them. */
  public List<ContainerInfo> infos() {
    List<ContainerInfo> infos = new ArrayList<>();
    for (Container each : registry.all()) {
      ContainerInfo info = each.info();
      if (info != null) {
        infos.add(info);
      }
    }
    return infos;
  }

  /** Returns one container as clients see it. */
  public ContainerInfo info(String name) throws ControlException {
    ContainerInfo info = known(name).info();
    if (info == null) {
      throw unknown(name);
    }
    return info;
  }

  /** Returns the engine of an attached container. */
  public Engine engine(String name) throws ControlException {
    Attached attached = known(name).attached();
    if (attached == null) {
      throw new ControlException(
          Kind.GONE, "the container \"" + name + "\" is not attached at the moment");
    }
    return attached.engine();
  }

  private Container known(String name) throws ControlException {
    Container container = registry.find(name);
    if (container == null) {
      throw unknown(name);
    }
    return container;
  }

  private static ControlException unknown(@Nullable String name) {
    return new ControlException(
        Kind.NOT_FOUND,
        "there is no container \"" + (name == null ? "" : Names.quoted(name)) + "\"");
  }

  /** Ends all engines. */
  @Override
  public void close() {
    List<Thread> ends = new ArrayList<>();
    for (Container each : registry.close()) {
      ends.add(
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                synchronized (each) {
                  Attached present = each.attached();
                  if (present != null) {
                    present.engine().stop();
                    each.end(State.AWAITED, null);
                  }
                }
              }));
    }
    workers.close();
    for (Thread each : ends) {
      try {
        each.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
