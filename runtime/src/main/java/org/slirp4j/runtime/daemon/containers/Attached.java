package org.slirp4j.runtime.daemon.containers;

import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.engine.Engine;

/**
 * A container at work.
 *
 * @param id the attaching's number
 * @param request what was asked for
 * @param namespace which namespace that is
 * @param engine moves its packets
 */
record Attached(long id, AttachRequest request, NamespaceId namespace, Engine engine) {}
