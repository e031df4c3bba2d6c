package org.slirp4j.runtime.control;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened.
 *
 * @param sequence counts up by one within a daemon's life
 * @param time when
 * @param type such as {@code container.attached}, {@code container.detached}, {@code
 *     container.failed}, {@code rule.added}, {@code rule.removed}, {@code rule.failed}
 * @param container whom it is about, or empty
 * @param details more, by name
 */
public record Event(
    long sequence, Instant time, String type, String container, Map<String, String> details) {}
