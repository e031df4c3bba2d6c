package org.slirp4j.tcpip.link;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;

/**
 * The IPv6 address by which a container is reached, as far as one can tell.
 *
 * <p>It makes its addresses itself (RFC 4862), and tells nobody. Heard of is mostly the link-local
 * one, from which it asks for the router; with the interface identifier of that it makes the global
 * one as well, by default. One of the network that was really heard of is a better guess, and what
 * does not answer is none.
 */
final class GuestAddress6 {
  private static final long NONE = 0; // the subnet-router anycast address (RFC 4291, 2.6.1)

  private final long prefix;
  private long heard = NONE;
  private long guessed = NONE;
  private long silent = NONE;

  /** Makes one of which nothing is known, in a network of 64 bits. */
  GuestAddress6(long prefix) {
    this.prefix = prefix;
  }

  /** Notes an address of the container's. */
  void onLearned(long high, long low) {
    if (high == prefix) {
      heard = low;
      if (silent == low) {
        silent = NONE;
      }
    } else if (low != silent) {
      guessed = low; // a neighbour of another prefix is link-local
    }
  }

  /** Notes that an address does not answer. */
  void onSilence(long high, long low) {
    if (high != prefix) {
      return;
    }
    silent = low;
    heard = heard == low ? NONE : heard;
    guessed = guessed == low ? NONE : guessed;
  }

  /** Returns it, or null when nothing was heard. */
  @Nullable IpAddress get() {
    long low = heard == NONE ? guessed : heard;
    return low == NONE ? null : new IpAddress(prefix, low);
  }
}
