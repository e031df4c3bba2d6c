package org.slirp4j.runtime.http;

/**
 * Who has connected, by the kernel's word (unix(7), SO_PEERCRED).
 *
 * @param pid the process, as seen from here; 0 when it cannot be seen
 * @param uid its effective user id
 */
public record Peer(int pid, int uid) {}
