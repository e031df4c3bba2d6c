package org.slirp4j.runtime.daemon.state;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.Settings;

/**
 * A container on disk.
 *
 * @param name its name
 * @param named whether the name is of its user's choice, so that it may come back under it
 * @param attachment how it is attached again, or null when it is only awaited
 * @param settings its settings
 * @param rules its rules that are kept
 */
public record SavedContainer(
    String name,
    boolean named,
    @Nullable Attachment attachment,
    Settings settings,
    List<SavedRule> rules) {

  /** Copies the list. */
  public SavedContainer {
    rules = List.copyOf(rules);
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
    return new SavedContainer(name, named, null, settings, rules);
  }
}
