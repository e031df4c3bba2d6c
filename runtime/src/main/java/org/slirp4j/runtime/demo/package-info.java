/**
 * {@code slirp4j demo}: proof on this machine, with nothing else installed, that a namespace made
 * by an ordinary user gets a working and fast network.
 *
 * <p>Two processes take part. The one that a person starts is the host: it serves HTTP and byte
 * streams on loopback ({@link org.slirp4j.runtime.demo.DemoServer}), sees to a name server that
 * answers ({@link org.slirp4j.runtime.demo.DemoNameServer}), makes the namespace and is its
 * network. The other one runs inside, an ordinary program with ordinary sockets ({@link
 * org.slirp4j.runtime.demo.DemoClient}): it tries everything and prints a row for each trial.
 *
 * <p>The same pair, with shorter times, is the traffic that trains the AOT cache.
 */
@NullMarked
package org.slirp4j.runtime.demo;

import org.jspecify.annotations.NullMarked;
