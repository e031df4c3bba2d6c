package org.slirp4j.runtime.daemon.containers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.daemon.state.SavedContainer;
import org.slirp4j.runtime.daemon.state.SavedRule;
import org.slirp4j.tcpip.IpAddress;

/**
 * One container: a name, and what there is of it at the moment. Who changes it holds its lock; what
 * is volatile can be read without, and is replaced as a whole.
 */
final class Container {
  final String name;

  /** Whether the name is of its user's choice, so that it may come back under it. */
  final boolean named;

  /** What clients see, or null while it is attached for the first time. */
  volatile @Nullable ContainerInfo info;

  /** Its engine, or null when no packets flow. */
  volatile @Nullable Attached attached;

  /** Its rules, in the order in which they were added. */
  volatile List<Rule> rules = List.of();

  /** Its addresses in named networks, or those that it had last: it gets them again. */
  Map<String, IpAddress> places = Map.of();

  /** How to attach it again when its engine has failed, else null. */
  SavedContainer.@Nullable Attachment failed;

  /** How often it was attached again after failures, without a long good time between. */
  int failures;

  /** Whether it is out of the registry: who finds it so looks for another one. */
  boolean forgotten;

  Container(String name, boolean named) {
    this.name = name;
    this.named = named;
  }

  Settings settings() {
    ContainerInfo seen = info;
    return seen == null ? Settings.DEFAULT : seen.settings();
  }

  /**
   * Returns what is to be on disk, or null when that is nothing.
   *
   * @param attachment how it is attached after a restart, or null if it is not
   */
  @Nullable SavedContainer saved(
      SavedContainer.@Nullable Attachment attachment, Settings settings, List<Rule> with) {
    List<SavedRule> lasting = new ArrayList<>();
    for (Rule each : with) {
      if (each.lasting()) {
        lasting.add(each.saved());
      }
    }
    boolean kept = attachment != null || (named && !lasting.isEmpty());
    return kept ? new SavedContainer(name, named, attachment, settings, lasting, places) : null;
  }

  /** Returns how it is to be attached after a restart, as it is now, or null. */
  SavedContainer.@Nullable Attachment attachment() {
    Attached present = attached;
    SavedContainer.Attachment last = present == null ? failed : present.saved();
    return last != null && last.request().lasting() ? last : null;
  }

  /** Returns the rules that are there when it comes back, which do nothing now. */
  List<Rule> resting(boolean lastingOnly) {
    List<Rule> resting = new ArrayList<>();
    for (Rule each : rules) {
      if (each.lasting() || !(lastingOnly || each.automatic())) {
        resting.add(each.resting(null));
      }
    }
    return List.copyOf(resting);
  }
}
