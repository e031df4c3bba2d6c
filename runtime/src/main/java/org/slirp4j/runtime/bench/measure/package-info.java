/**
 * What is measured of a connected container.
 *
 * <p>A {@link org.slirp4j.runtime.bench.measure.Measurement} knows its rows before it runs, so that
 * its failure can be shown in their place. {@link org.slirp4j.runtime.bench.measure.Plan} puts them
 * into groups that need the same set-up. What a network costs is read from the processes that are
 * it ({@link org.slirp4j.runtime.bench.measure.Costs}): the traffic's own processes are not
 * counted, and what the kernel does on nobody's account is not either.
 *
 * <p>UDP datagrams have numbers ({@code org.slirp4j.runtime.bench.traffic.Arrivals}): one that
 * comes twice counts once, and one that comes when the next rate is being tried does not count
 * there. Those with UDP_SEGMENT are counted by their bytes.
 *
 * <p>Directions are the container's: out of it, into it.
 */
@NullMarked
package org.slirp4j.runtime.bench.measure;

import org.jspecify.annotations.NullMarked;
