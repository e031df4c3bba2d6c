package org.slirp4j.runtime.daemon.containers;

import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.daemon.state.NamespaceId;
import org.slirp4j.runtime.daemon.state.SavedContainer;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.runtime.network.Port;

/**
 * A container at work.
 *
 * @param id the attaching's number
 * @param request what was asked for
 * @param namespace which namespace that is
 * @param engine moves its packets
 * @param port connects it to named networks, or null when it was never in one
 * @param sinceNanos when packets began to flow, by the machine's monotonic clock
 */
record Attached(
    long id,
    AttachRequest request,
    NamespaceId namespace,
    Engine engine,
    @Nullable Port port,
    long sinceNanos) {
  SavedContainer.Attachment saved() {
    return new SavedContainer.Attachment(request, namespace);
  }

  /** Returns the same under another request. */
  Attached under(AttachRequest other, NamespaceId found, @Nullable Port connected) {
    return new Attached(id, other, found, engine, connected, sinceNanos);
  }
}
