package org.slirp4j.runtime.daemon;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.Event;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.daemon.containers.Containers;
import org.slirp4j.runtime.daemon.events.DaemonLog;
import org.slirp4j.runtime.daemon.events.EventHub;
import org.slirp4j.runtime.daemon.state.SavedState;
import org.slirp4j.runtime.daemon.state.StateStore;
import org.slirp4j.runtime.engine.Engine;

/** The daemon without its doors: what clients' wishes become. */
public final class Daemon implements Control, AutoCloseable {
  private final EventHub events = new EventHub();
  private final Containers containers;

  /** Makes a daemon that keeps nothing on disk. */
  public Daemon(DaemonLog log) {
    this(new StateStore(SavedState.EMPTY, state -> {}), log);
  }

  /**
   * Makes a daemon with the containers of the last time that are still there.
   *
   * @param store what it knows of the last time
   */
  public Daemon(StateStore store, DaemonLog log) {
    this.containers = new Containers(store, events, log);
    containers.restore();
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
    return containers.change(name, settings);
  }

  @Override
  public RuleInfo expose(String container, RuleSpec rule, String source, boolean lasting)
      throws ControlException {
    return containers.expose(container, rule, source, lasting);
  }

  @Override
  public void unexpose(long id, boolean cut) throws ControlException {
    containers.unexpose(id, cut);
  }

  @Override
  public List<RuleInfo> rules(@Nullable String container) throws ControlException {
    return containers.rules(container);
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
