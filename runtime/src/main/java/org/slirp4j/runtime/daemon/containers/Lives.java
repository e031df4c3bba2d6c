package org.slirp4j.runtime.daemon.containers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.ContainerInfo.State;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.daemon.events.DaemonLog;
import org.slirp4j.runtime.daemon.events.EventHub;
import org.slirp4j.runtime.daemon.state.NamespaceId;
import org.slirp4j.runtime.daemon.state.SavedContainer;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.runtime.network.Port;
import org.slirp4j.tapdev.NamespaceTarget;

/**
 * What becomes of containers: they are attached, die, fail and are attached again. Of all methods
 * that are given a container, the caller holds its lock.
 */
final class Lives implements Connector.Watcher {
  /** How long the first pause is after an engine has failed; each further one is twice as long. */
  private static final long FIRST_PAUSE_MILLIS = 1_000;

  private static final int MAX_DOUBLINGS = 6;

  /** After so long a time without a failure, the next one counts as the first. */
  private static final long GOOD_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** How often rules are tried again whose port was taken. */
  private static final long RETRY_MILLIS = 2_000;

  /** How often a namespace that was named by a path is looked at. */
  private static final long LOOK_MILLIS = 1_000;

  private final Registry registry;
  private final Disk disk;
  private final RuleBook rules;
  private final EventHub events;
  private final DaemonLog log;
  private final Workers workers;
  private final AutoRules auto;
  private final Connector connector = new Connector(this);

  Lives(
      Registry registry,
      Disk disk,
      RuleBook rules,
      EventHub events,
      DaemonLog log,
      Workers workers) {
    this.registry = registry;
    this.disk = disk;
    this.rules = rules;
    this.events = events;
    this.log = log;
    this.workers = workers;
    this.auto = new AutoRules(disk, rules, workers);
  }

  /**
   * Attaches a container; nothing of it is left when that fails.
   *
   * @param id the attaching's number
   * @param isOnDisk whether the very same is on disk already
   */
  ContainerInfo attach(
      Container container, long id, AttachRequest request, NamespaceId namespace, boolean isOnDisk)
      throws ControlException {
    makeRoom(container);
    hold(namespace, container.name);
    Attached begun = null;
    boolean done = false;
    try {
      Engine engine = connector.connect(container, id, request);
      begun = new Attached(id, request, namespace, engine, null, System.nanoTime());
      begun = begun.under(request, namespace, connector.join(container, request, engine, null));
      List<Rule> working = rules.open(container, begun);
      if (request.settings().auto() != null) {
        auto.apply(container, id, engine, request.settings());
      }
      if (!isOnDisk && !isKeptLater(container, request)) {
        keep(container, begun, working);
      }
      container.rules = working;
      done = true;
    } finally {
      if (!done) {
        if (begun != null) {
          connector.disconnect(begun);
        }
        registry.letGo(namespace, container.name);
      }
    }
    ContainerInfo info = begin(container, begun);
    if (!isOnDisk && isKeptLater(container, request)) {
      keepLater(container, id);
    }
    return info;
  }

  /** No rules wait for a name of our choice: who attaches such a container need not wait either. */
  private static boolean isKeptLater(Container container, AttachRequest request) {
    return request.lasting() && !container.named;
  }

  private void keepLater(Container container, long id) {
    workers.run(() -> {
      synchronized (container) {
        Attached present = container.attached;
        if (present != null && present.id() == id) {
          disk.tryPut(
              container.name,
              container.saved(container.attachment(), container.settings(), container.rules));
        }
      }
    });
  }

  private void keep(Container container, Attached begun, List<Rule> working)
      throws ControlException {
    AttachRequest request = begun.request();
    disk.put(
        container.name,
        container.saved(request.lasting() ? begun.saved() : null, request.settings(), working));
  }

  private ContainerInfo begin(Container container, Attached begun) {
    AttachRequest request = begun.request();
    ContainerInfo info = seen(container, begun);
    container.info = info;
    container.attached = begun;
    container.failed = null;
    log.info("attached " + container.name + " (" + info.netns() + ")");
    tell("container.attached", container, begun, Map.of("netns", info.netns()));
    connector.watch(container, begun);
    if (request.target() instanceof NamespaceTarget.OfPath) {
      workers.after(LOOK_MILLIS, () -> look(container, begun.id()));
    }
    retryRules(container, begun.id());
    return info;
  }

  private ContainerInfo seen(Container container, Attached attached) {
    return Infos.attached(
        attached.id(),
        container.name,
        attached.request(),
        attached.namespace(),
        connector.addresses(attached));
  }

  /** Sees to it that nothing is attached by this name: what has died unnoticed goes. */
  private void makeRoom(Container container) throws ControlException {
    Attached present = container.attached;
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
    container.forgotten = false;
    registry.put(container);
  }

  private void hold(NamespaceId namespace, String name) throws ControlException {
    String holder = namespace.inode() == 0 ? null : registry.hold(namespace, name);
    if (holder != null) {
      throw new ControlException(
          Kind.CONFLICT,
          "the network namespace "
              + namespace.text()
              + " is attached already, as \""
              + holder
              + "\"");
    }
  }

  /** Tries rules again, from time to time, while some of them do not work. */
  private void retryRules(Container container, long id) {
    for (Rule each : container.rules) {
      if (each.work() == null && !each.automatic()) {
        workers.after(
            RETRY_MILLIS,
            () -> {
              synchronized (container) {
                Attached present = container.attached;
                if (present != null && present.id() == id) {
                  rules.retry(container, present);
                  retryRules(container, id);
                }
              }
            });
        return;
      }
    }
  }

  // ---- ends

  /** Ends a container's network; its rules that are kept wait for it. */
  void end(Container container, Attached present, String reason) {
    connector.disconnect(present);
    registry.letGo(present.namespace(), container.name);
    container.attached = null;
    await(container, reason);
    log.info("detached " + container.name + ": " + reason);
    tell("container.detached", container, present, Map.of("reason", reason));
  }

  /** Lets what is kept of a container wait for it, and forgets the rest. */
  void await(Container container, @Nullable String reason) {
    SavedContainer.Attachment failed = container.failed;
    container.failed = null;
    container.failures = 0;
    container.rules = container.named ? container.resting(true) : List.of();
    disk.tryPut(container.name, container.saved(null, container.settings(), container.rules));
    ContainerInfo last = container.info;
    if (last != null) {
      container.info = Infos.in(State.AWAITED, reason, last);
    }
    registry.forgetIfEmpty(container);
    if (failed != null && last != null && reason != null) { // nobody is to wait for its return
      tell("container.detached", container, last.id(), failed.request(), Map.of("reason", reason));
    }
  }

  @Override
  public void onGone(Container container, long id, String reason) {
    workers.run(() -> {
      synchronized (container) {
        Attached present = container.attached;
        if (present != null && present.id() == id) {
          end(container, present, reason);
        }
      }
    });
  }

  private void look(Container container, long id) {
    Attached present = container.attached;
    if (present == null || present.id() != id) {
      return;
    }
    if (present.namespace().isStill(present.request().target())) {
      workers.after(LOOK_MILLIS, () -> look(container, id));
    } else {
      onGone(container, id, "its namespace is not at its path any more");
    }
  }

  @Override
  public void onMoved(Container container, long id, int pid) {
    workers.run(() -> {
      synchronized (container) {
        Attached present = container.attached;
        if (present != null && present.id() == id) {
          move(container, present, pid);
        }
      }
    });
  }

  /** Notes that another process stands for a namespace: it is to be found by that one. */
  private void move(Container container, Attached present, int pid) {
    AttachRequest request = Connector.byProcess(present.request(), pid);
    NamespaceId namespace = NamespaceId.of(request.target());
    ContainerInfo info = container.info;
    if (namespace == null || namespace.inode() != present.namespace().inode() || info == null) {
      return;
    }
    Attached moved = present.under(request, namespace, present.port());
    container.attached = moved;
    container.info = seen(container, moved);
    disk.tryPut(
        container.name,
        container.saved(container.attachment(), container.settings(), container.rules));
  }

  /** Changes a container's settings. */
  ContainerInfo change(Container container, ContainerInfo info, Settings settings)
      throws ControlException {
    Attached present = container.attached;
    Attached changed = present == null ? null : apply(container, present, settings);
    try {
      disk.put(
          container.name,
          container.saved(attachment(container, settings), settings, container.rules));
    } catch (ControlException e) {
      if (changed != null) {
        container.attached = apply(container, changed, info.settings()); // as they were before
      }
      throw e;
    }
    if (present != null) {
      present.engine().preferSpeed(settings.fast());
    }
    container.attached = changed;
    List<String> addresses =
        changed == null ? info.addresses() : seen(container, changed).addresses();
    ContainerInfo seen = Infos.with(settings, addresses, info);
    container.info = seen;
    return seen;
  }

  /** Has a container's engine work by other settings. */
  private Attached apply(Container container, Attached present, Settings settings)
      throws ControlException {
    AttachRequest request = Connector.with(settings, present.request());
    Port port = connector.join(container, request, present.engine(), present.port());
    Attached changed = present.under(request, present.namespace(), port);
    container.attached = changed;
    present.engine().preferSpeed(settings.fast());
    if (!Objects.equals(settings.auto(), present.request().settings().auto())) {
      auto.apply(container, present.id(), present.engine(), settings);
      if (settings.auto() == null) {
        dropAutomatic(container);
      }
    }
    return changed;
  }

  private static void dropAutomatic(Container container) {
    List<Rule> left = new ArrayList<>(container.rules);
    left.removeIf(Rule::automatic);
    container.rules = List.copyOf(left);
  }

  private static SavedContainer.@Nullable Attachment attachment(
      Container container, Settings settings) {
    SavedContainer.Attachment attachment = container.attachment();
    return attachment == null
        ? null
        : new SavedContainer.Attachment(
            Connector.with(settings, attachment.request()), attachment.namespace());
  }

  /** Ends a container because the daemon ends: what is on disk stays. */
  void stop(Container container) {
    Attached present = container.attached;
    if (present != null) {
      container.attached = null;
      connector.disconnect(present);
    }
  }

  // ---- failures

  @Override
  public void onFailed(Container container, long id, String fault) {
    workers.run(() -> {
      synchronized (container) {
        Attached present = container.attached;
        if (present != null && present.id() == id) {
          fail(container, present, fault);
        }
      }
    });
  }

  private void fail(Container container, Attached present, String fault) {
    connector.disconnect(present);
    registry.letGo(present.namespace(), container.name);
    if (System.nanoTime() - present.sinceNanos() > GOOD_NANOS) {
      container.failures = 0;
    }
    container.attached = null;
    container.rules = container.resting(false);
    log.warn("container " + container.name + " has failed: " + fault);
    tell("container.failed", container, present, Map.of("problem", fault));
    setFailed(container, present.saved(), fault);
  }

  /** Notes that a container has failed, and tries it again later. */
  void setFailed(Container container, SavedContainer.Attachment last, String why) {
    container.failed = last;
    ContainerInfo info = container.info;
    if (info != null) {
      container.info = Infos.in(State.FAILED, why, info);
    }
    long pause = FIRST_PAUSE_MILLIS << Math.min(container.failures, MAX_DOUBLINGS);
    int failure = ++container.failures;
    workers.after(
        pause,
        () -> {
          synchronized (container) {
            SavedContainer.Attachment left = container.failed;
            if (left != null && container.failures == failure) {
              again(container, left);
            }
          }
        });
  }

  /** Has a container's addresses kept for it that the last daemon has had. */
  void keepPlaces(Container container) {
    connector.keepPlaces(container);
  }

  /** Attaches a container again that has failed, unless it has gone meanwhile. */
  void again(Container container, SavedContainer.Attachment last) {
    if (!last.namespace().isStill(last.request().target())) {
      await(container, "its namespace has gone");
      return;
    }
    try {
      attach(container, disk.nextContainer(), last.request(), last.namespace(), true);
    } catch (ControlException e) {
      setFailed(container, last, String.valueOf(e.getMessage()));
    }
  }

  private void tell(String type, Container container, Attached of, Map<String, String> more) {
    tell(type, container, of.id(), of.request(), more);
  }

  private void tell(
      String type, Container container, long id, AttachRequest request, Map<String, String> more) {
    Map<String, String> details = new LinkedHashMap<>(more);
    details.put("id", Long.toString(id));
    details.put("source", request.source());
    events.tell(type, container.name, details);
  }
}
