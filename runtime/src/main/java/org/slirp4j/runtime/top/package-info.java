/**
 * What a container does right now: numbers for programs, and {@code slirp4j top} for people.
 *
 * <pre>
 *   daemon    {@link org.slirp4j.runtime.top.StatsRoute}  /api/v1/stats                    counters of all
 *             {@link org.slirp4j.runtime.top.FlowsRoute}  /api/v1/containers/{name}/flows  its flows
 *   client    Top: asks once a second ─▶ Rates: what became of it since ─▶ Screen ─▶ terminal
 * </pre>
 *
 * <p>Numbers are read where they are counted, without the container's loop; a list of flows is told
 * by the loop itself, some flows in each of its turns.
 */
@NullMarked
package org.slirp4j.runtime.top;

import org.jspecify.annotations.NullMarked;
