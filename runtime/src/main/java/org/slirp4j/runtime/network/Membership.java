package org.slirp4j.runtime.network;

/**
 * A container's place in a network.
 *
 * @param network which
 * @param number the member's number in it
 */
record Membership(Network network, int number) {
  int outsideV4() {
    return Pool.v4(network.index(), number);
  }

  long outsideV6() {
    return Pool.v6(network.index(), number);
  }
}
