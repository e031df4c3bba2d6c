package org.slirp4j.runtime.control;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.engine.Engine;

/** What a daemon can be asked for; on any thread but an engine's. */
public interface Control {
  /**
   * Attaches a container; packets flow when this returns, and its rules are restored.
   *
   * @throws ControlException when it cannot be; nothing is left behind
   */
  ContainerInfo attach(AttachRequest request) throws ControlException;

  /**
   * Detaches a container: its TAP vanishes and its connections are reset.
   *
   * @param forget whether its rules are forgotten as well
   */
  void detach(String name, boolean forget) throws ControlException;

  /** Returns all containers by name, also those that are awaited. */
  List<ContainerInfo> containers();

  /** Returns one container. */
  ContainerInfo container(String name) throws ControlException;

  /** Changes a container's settings at once. */
  ContainerInfo change(String name, Settings settings) throws ControlException;

  /**
   * Adds a rule: all of its ports or none.
   *
   * @param source who asks
   * @param lasting whether it is kept on disk
   */
  RuleInfo expose(String container, RuleSpec rule, String source, boolean lasting)
      throws ControlException;

  /**
   * Removes a rule.
   *
   * @param cut whether connections that came by it are cut as well
   */
  void unexpose(long id, boolean cut) throws ControlException;

  /** Returns the rules of one container, or of all when {@code container} is null. */
  List<RuleInfo> rules(@Nullable String container) throws ControlException;

  /** Returns the engine of an attached container: counters, flows, frames. */
  Engine engine(String name) throws ControlException;

  /**
   * Tells of everything that happens from now on, in order, on a thread of the daemon's that must
   * not be kept waiting. A listener that is too slow hears {@code events.cut} and nothing more.
   *
   * @throws ControlException when there are too many listeners, or the daemon is ending
   */
  Subscription subscribe(Consumer<Event> listener) throws ControlException;

  /** A listener's place; closing it ends it. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
