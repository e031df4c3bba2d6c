package org.slirp4j.runtime.daemon.state;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.tcpip.IpAddress;

/**
 * A container on disk.
 *
 * @param name its name
 * @param named whether the name is of its user's choice, so that it may come back under it
 * @param attachment how it is attached again, or null when it is only awaited
 * @param settings its settings
 * @param rules its rules that are kept
 * @param places its IPv4 addresses in named networks, by their names: it gets them again
 */
public record SavedContainer(
    String name,
    boolean named,
    @Nullable Attachment attachment,
    Settings settings,
    List<SavedRule> rules,
    Map<String, IpAddress> places) {

  /** Copies the collections. */
  public SavedContainer {
    rules = List.copyOf(rules);
    places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
  }

  /** Makes one that has been in no named network. */
  public SavedContainer(
      String name,
      boolean named,
      @Nullable Attachment attachment,
      Settings settings,
      List<SavedRule> rules) {
    this(name, named, attachment, settings, rules, Map.of());
  }

  /**
   * A container that was attached.
   *
   * @param request as it was asked for
   * @param namespace which namespace that was
   */
  public record Attachment(AttachRequest request, NamespaceId namespace) {}

  /** Returns the same without a way to attach it. */
  public SavedContainer awaited() {
    return new SavedContainer(name, named, null, settings, rules, places);
  }
}
