package org.slirp4j.runtime.daemon.containers;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.daemon.events.DaemonLog;
import org.slirp4j.runtime.daemon.events.EventHub;
import org.slirp4j.runtime.daemon.state.NamespaceId;
import org.slirp4j.runtime.daemon.state.StateStore;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.tapdev.NamespaceTarget;

/** The daemon's containers and their rules; see {@link org.slirp4j.runtime.control.Control}. */
public final class Containers implements AutoCloseable {
  private final Registry registry = new Registry();
  private final Disk disk;
  private final RuleBook rules;
  private final Workers workers;
  private final Lives lives;
  private final Restoring restoring;

  /** Makes an empty set, which goes on where the state left off once {@link #restore} is called. */
  public Containers(StateStore store, EventHub events, DaemonLog log) {
    this.disk = new Disk(store, log);
    this.rules = new RuleBook(registry, disk, events);
    this.workers = new Workers(log);
    this.lives = new Lives(registry, disk, rules, events, log, workers);
    this.restoring = new Restoring(registry, lives, store, log);
  }

  /** Attaches the containers of the last time that are still there; returns when they are. */
  public void restore() {
    restoring.run();
  }

  /** Attaches a container. */
  public ContainerInfo attach(AttachRequest request) throws ControlException {
    String name = request.name() == null ? null : Names.check("container", request.name());
    check(name, request.settings());
    NamespaceId namespace = namespaceOf(request.target());
    long id = disk.nextContainer();
    while (true) {
      Container container = registry.findOrMake(name, id);
      synchronized (container) {
        if (!container.forgotten) {
          try {
            return lives.attach(container, id, request, namespace, false);
          } finally {
            registry.forgetIfEmpty(container);
          }
        }
      }
    }
  }

  /** Refuses settings that no container can have, or not one of this name. */
  static void check(@Nullable String name, Settings settings) throws ControlException {
    AutoRules.filter(settings);
    for (String each : settings.networks()) {
      Names.checkHost("network", each);
      if (name != null) {
        Names.checkHost("container", name);
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

  /** Detaches a container. */
  public void detach(String name, boolean forget) throws ControlException {
    Container container = registry.known(name);
    synchronized (container) {
      if (container.forgotten) {
        throw Failures.unknown(name);
      }
      List<Rule> kept = forget ? List.of() : container.resting(true);
      disk.put(name, container.saved(null, container.settings(), kept));
      Attached present = container.attached;
      if (forget) {
        container.rules = List.of();
      }
      if (present != null) {
        lives.end(container, present, "a client asked for it");
      } else {
        lives.await(container, "a client has detached it");
      }
    }
  }

  /** Changes a container's settings. */
  public ContainerInfo change(String name, Settings settings) throws ControlException {
    check(name, settings);
    Container container = registry.known(name);
    synchronized (container) {
      ContainerInfo info = container.info;
      if (container.forgotten || info == null) {
        throw Failures.unknown(name);
      }
      return lives.change(container, info, settings);
    }
  }

  /** Adds a rule. */
  public RuleInfo expose(String name, RuleSpec rule, String source, boolean lasting)
      throws ControlException {
    Container container = registry.known(name);
    synchronized (container) {
      if (container.forgotten) {
        throw Failures.unknown(name);
      }
      return rules.add(container, rule, source, lasting);
    }
  }

  /** Removes a rule. */
  public void unexpose(long id, boolean cut) throws ControlException {
    rules.remove(id, cut);
  }

  /** Returns the rules of a container, or of all. */
  public List<RuleInfo> rules(@Nullable String name) throws ControlException {
    return rules.infos(name == null ? null : registry.known(name));
  }

  /** Returns all containers as clients see them. */
  public List<ContainerInfo> infos() {
    List<ContainerInfo> infos = new ArrayList<>();
    for (Container each : registry.all()) {
      ContainerInfo info = each.info;
      if (info != null) {
        infos.add(info);
      }
    }
    return infos;
  }

  /** Returns one container as clients see it. */
  public ContainerInfo info(String name) throws ControlException {
    ContainerInfo info = registry.known(name).info;
    if (info == null) {
      throw Failures.unknown(name);
    }
    return info;
  }

  /** Returns the engine of an attached container. */
  public Engine engine(String name) throws ControlException {
    Attached attached = registry.known(name).attached;
    if (attached == null) {
      throw Failures.notAttached(name);
    }
    return attached.engine();
  }

  /** Ends all engines, all at a time; what is on disk stays. */
  @Override
  public void close() {
    List<Container> containers = registry.close();
    workers.close();
    List<Thread> ends = new ArrayList<>();
    for (Container each : containers) {
      ends.add(Thread.ofPlatform().daemon().name("end").start(() -> stop(each)));
    }
    try {
      for (Thread each : ends) {
        each.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    disk.close();
  }

  private void stop(Container container) {
    synchronized (container) {
      lives.stop(container);
    }
  }
}
