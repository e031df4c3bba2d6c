package org.slirp4j.runtime.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;
import org.slirp4j.runtime.control.Event;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.tapdev.NamespaceTarget;

/** A daemon without containers: it remembers what it was asked for. */
public final class FakeControl implements Control {
  private final Map<String, ContainerInfo> containers = new TreeMap<>();
  private final Map<Long, RuleInfo> rules = new TreeMap<>();
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
  private @Nullable AttachRequest lastAttach;
  private boolean duplicates;
  private long lastId;
  private long lastSequence;

  /** Returns what was asked for last. */
  public synchronized AttachRequest lastAttach() {
    if (lastAttach == null) {
      throw new AssertionError("nothing was attached");
    }
    return lastAttach;
  }

  /** Attaches a container without any fuss. */
  public FakeControl with(String name) {
    try {
      attach(
          new AttachRequest(
              name,
              new NamespaceTarget.OfPid(7, null),
              "tap0",
              true,
              null,
              NetworkOptions.ofMtu(1500),
              Settings.DEFAULT,
              "test",
              true));
    } catch (ControlException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  @Override
  public synchronized ContainerInfo attach(AttachRequest request) throws ControlException {
    lastAttach = request;
    String name = request.name() == null ? "container-1" : request.name();
    if (containers.containsKey(name)) {
      throw new ControlException(Kind.CONFLICT, "the name " + name + " is taken");
    }
    int pid = request.target() instanceof NamespaceTarget.OfPid of ? of.pid() : 0;
    ContainerInfo info =
        new ContainerInfo(
            ++lastId,
            name,
            ContainerInfo.State.ATTACHED,
            pid,
            "net:[4026531840]",
            List.of("10.0.2.100"),
            List.of("10.0.2.3"),
            request.settings(),
            request.limits(),
            request.source(),
            Instant.EPOCH,
            null);
    containers.put(name, info);
    tell("container.attached", name);
    return info;
  }

  @Override
  public synchronized void detach(String name, boolean forget) throws ControlException {
    container(name);
    containers.remove(name);
    if (forget) {
      rules.values().removeIf(rule -> rule.container().equals(name));
    }
    tell("container.detached", name);
  }

  @Override
  public synchronized List<ContainerInfo> containers() {
    return List.copyOf(containers.values());
  }

  @Override
  public synchronized ContainerInfo container(String name) throws ControlException {
    ContainerInfo info = containers.get(name);
    if (info == null) {
      throw new ControlException(Kind.NOT_FOUND, "there is no container " + name);
    }
    return info;
  }

  @Override
  public synchronized ContainerInfo change(String name, Settings settings) throws ControlException {
    ContainerInfo old = container(name);
    ContainerInfo info =
        new ContainerInfo(
            old.id(),
            name,
            old.state(),
            old.pid(),
            old.netns(),
            old.addresses(),
            old.dns(),
            settings,
            old.limits(),
            old.source(),
            old.since(),
            null);
    containers.put(name, info);
    return info;
  }

  @Override
  public synchronized RuleInfo expose(
      String container, RuleSpec rule, String source, boolean lasting) throws ControlException {
    container(container);
    for (RuleInfo each : rules.values()) {
      if (!duplicates && each.rule().listen().equals(rule.listen())) {
        throw new ControlException(Kind.CONFLICT, rule.listen() + " is taken by " + each.id());
      }
    }
    RuleInfo info =
        new RuleInfo(++lastId, container, source, rule, true, null, lasting, 3, 1, 1000, 2000);
    rules.put(info.id(), info);
    tell("rule.added", container);
    return info;
  }

  @Override
  public synchronized void unexpose(long id, boolean cut) throws ControlException {
    RuleInfo rule = rules.remove(id);
    if (rule == null) {
      throw new ControlException(Kind.NOT_FOUND, "there is no rule " + id);
    }
    tell(cut ? "rule.cut" : "rule.removed", rule.container());
  }

  @Override
  public synchronized List<RuleInfo> rules(@Nullable String container) throws ControlException {
    if (container != null) {
      container(container);
    }
    List<RuleInfo> found = new ArrayList<>();
    for (RuleInfo each : rules.values()) {
      if (container == null || container.equals(each.container())) {
        found.add(each);
      }
    }
    return found;
  }

  @Override
  public Engine engine(String name) throws ControlException {
    throw new ControlException(Kind.GONE, name + " has no engine");
  }

  @Override
  public Subscription subscribe(Consumer<Event> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Allows rules that are the same, as those of different interfaces may be. */
  public synchronized void allowDuplicates() {
    duplicates = true;
  }

  /** Returns how many listen. */
  public int listeners() {
    return listeners.size();
  }

  /** Tells of something. */
  public synchronized void tell(String type, String container) {
    Event event = new Event(++lastSequence, Instant.EPOCH, type, container, Map.of("key", "value"));
    for (Consumer<Event> each : listeners) {
      each.accept(event);
    }
  }
}
