package org.slirp4j.runtime.daemon;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;
import org.slirp4j.runtime.control.Event;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.daemon.containers.Containers;
import org.slirp4j.runtime.daemon.events.DaemonLog;
import org.slirp4j.runtime.daemon.events.EventHub;
import org.slirp4j.runtime.engine.Engine;

/** The daemon without its doors: what clients' wishes become. */
public final class Daemon implements Control, AutoCloseable {
  private final EventHub events = new EventHub();
  private final Containers containers;

  /** Makes a daemon without containers. */
  public Daemon(DaemonLog log) {
    this.containers = new Containers(events, log);
  }

  @Override
  public ContainerInfo attach(AttachRequest request) throws ControlException {
    return containers.attach(request);
  }

  @Override
  public void detach(String name, boolean forget) throws ControlException {
    containers.detach(name, forget);
  }

  @Override
  public List<ContainerInfo> containers() {
    return containers.infos();
  }

  @Override
  public ContainerInfo container(String name) throws ControlException {
    return containers.info(name);
  }

  @Override
  public ContainerInfo change(String name, Settings settings) throws ControlException {
    throw new ControlException(Kind.UNAVAILABLE, "settings cannot be changed yet");
  }

  @Override
  public RuleInfo expose(String container, RuleSpec rule, String source, boolean lasting)
      throws ControlException {
    throw new ControlException(Kind.UNAVAILABLE, "rules cannot be added yet");
  }

  @Override
  public void unexpose(long id, boolean cut) throws ControlException {
    throw new ControlException(Kind.NOT_FOUND, "there is no rule " + id);
  }

  @Override
  public List<RuleInfo> rules(@Nullable String container) throws ControlException {
    if (container != null) {
      containers.info(container);
    }
    return List.of();
  }

  @Override
  public Engine engine(String name) throws ControlException {
    return containers.engine(name);
  }

  @Override
  public Subscription subscribe(Consumer<Event> listener) throws ControlException {
    return events.listen(listener);
  }

  /** Ends all engines and listeners. */
  @Override
  public void close() {
    containers.close();
    events.close();
  }
}
