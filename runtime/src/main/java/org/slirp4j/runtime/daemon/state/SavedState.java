package org.slirp4j.runtime.daemon.state;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that is on disk.
 *
 * @param lastContainerId the greatest number that a container may have had so far
 * @param lastRuleId the greatest number that a rule may have had so far
 * @param containers by name
 */
public record SavedState(
    long lastContainerId, long lastRuleId, SortedMap<String, SavedContainer> containers) {
  /** What is there before anything has happened. */
  public static final SavedState EMPTY =
      new SavedState(0, 0, Collections.unmodifiableSortedMap(new TreeMap<>()));

  /** Returns the same with this container, instead of the one of its name if there is one. */
  public SavedState with(SavedContainer container) {
    TreeMap<String, SavedContainer> changed = new TreeMap<>(containers);
    changed.put(container.name(), container);
    return of(changed);
  }

  /** Returns the same without the container of this name. */
  public SavedState without(String name) {
    TreeMap<String, SavedContainer> changed = new TreeMap<>(containers);
    changed.remove(name);
    return of(changed);
  }

  /** Returns the same with numbers that are used from now on. */
  public SavedState withNumbers(long containerId, long ruleId) {
    return new SavedState(containerId, ruleId, containers);
  }

  private SavedState of(TreeMap<String, SavedContainer> changed) {
    return new SavedState(lastContainerId, lastRuleId, Collections.unmodifiableSortedMap(changed));
  }
}
