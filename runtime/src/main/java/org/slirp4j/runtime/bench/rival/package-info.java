/**
 * The networks that are compared, and the private world in which they are.
 *
 * <p>Nothing of it touches the machine's own network. The benchmark runs in a user and a network
 * namespace of its own, which stands for the host: {@link
 * org.slirp4j.runtime.bench.rival.HostNetwork} gives it a loopback, an interface with an address
 * and a default route. Each rival has a container, a traffic agent in namespaces inside of those,
 * which stays for the whole run; its helper is started anew for every group of measurements, and
 * ended after it ({@link org.slirp4j.runtime.bench.rival.Rival#attach}).
 *
 * <p>To every helper this looks like an ordinary user's machine. A veth pair needs no other rights,
 * because the user namespace owns both network namespaces: it is the limit of what the kernel does
 * without anybody in between.
 *
 * <p>A far host ({@link org.slirp4j.runtime.bench.rival.LongPath}) is one more namespace, at the
 * end of a cable with delay that begins on the host's side: rivals reach it through the host's
 * network, as they would the Internet, and the veth pair's container is routed there.
 *
 * <p>RootlessKit makes its container itself, and takes part only where ports are forwarded: its own
 * connections are slirp4netns's. It is told where the original of that is, because the one on PATH
 * may be ours.
 */
@NullMarked
package org.slirp4j.runtime.bench.rival;

import org.jspecify.annotations.NullMarked;
