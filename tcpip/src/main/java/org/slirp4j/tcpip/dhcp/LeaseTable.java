package org.slirp4j.tcpip.dhcp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who has which of a pool's addresses, and until when. Addresses are numbered from 0.
 *
 * <pre>
 *   free ──offer──▶ offered ──bind──▶ bound ──┐
 *    ▲                 └──── time, release ───┴──▶ free, but still known by its last client
 *    └── time ── declined ◀── decline
 * </pre>
 *
 * <p>The pool is the bound: however many clients there are, an address that was only offered makes
 * room for the next one, a bound one does not.
 */
final class LeaseTable {
  /** Bound on the addresses of a pool. */
  static final int MAX_ADDRESSES = 256;

  /** What stands for no address. */
  static final int NONE = -1;

  /** How long an offered address waits for its client (RFC 2131, 3.1, 2). */
  static final long OFFER_NANOS = 60_000_000_000L;

  /**
   * How long nobody gets an address that somebody else was found to use (RFC 2131, 4.3.3 has an
   * administrator look into it).
   */
  static final long DECLINED_NANOS = 600_000_000_000L;

  private enum State {
    FREE,
    OFFERED,
    BOUND,
    DECLINED
  }

  private static final class Lease {
    byte @Nullable [] client; // who has it, or had it last
    State state = State.FREE;
    long untilNanos; // when it is free again; since when it is
  }

  private final Lease[] leases;

  /** Makes a table of free addresses. */
  LeaseTable(int addresses) {
    leases = new Lease[Math.min(addresses, MAX_ADDRESSES)];
    for (int i = 0; i < leases.length; i++) {
      leases[i] = new Lease();
    }
  }

  /** Returns how many addresses there are. */
  int size() {
    return leases.length;
  }

  /** Returns the address that a client has or had last, unless somebody else has got it since. */
  int find(byte[] client) {
    for (int i = 0; i < leases.length; i++) {
      if (isOf(i, client)) {
        return i;
      }
    }
    return NONE;
  }

  /**
   * Returns the best address for a client (RFC 2131, 4.3.1): the one that it has or had; the one
   * that it wants; one that nobody ever had; the one that has been free for the longest time; the
   * one that was offered to somebody else the longest time ago; none.
   */
  int choose(byte[] client, int wanted, long now) {
    int own = find(client);
    if (own != NONE && isFor(own, client, now)) {
      return own;
    }
    if (wanted >= 0 && wanted < leases.length && isFree(wanted, now)) {
      return wanted;
    }
    int best = NONE;
    for (int i = 0; i < leases.length; i++) {
      if (isAvailable(i, now) && (best == NONE || isBefore(i, best, now))) {
        best = i;
      }
    }
    return best;
  }

  /** Tells whether a client may have an address: it has it, or nobody has. */
  boolean isFor(int address, byte[] client, long now) {
    return isFree(address, now)
        || (isOf(address, client) && leases[address].state != State.DECLINED);
  }

  /** Tells whether a client has an address now, or has it on offer. */
  boolean isHeld(int address, byte[] client, long now) {
    return !isFree(address, now) && isFor(address, client, now);
  }

  /** Keeps an address for a client, which has it on offer; one that is bound to it stays so. */
  void offer(int address, byte[] client, long now) {
    boolean bound = leases[address].state == State.BOUND && isHeld(address, client, now);
    if (!bound) {
      set(address, client, State.OFFERED, now + OFFER_NANOS);
    }
  }

  /** Gives an address to a client. */
  void bind(int address, byte[] client, long nanos, long now) {
    set(address, client, State.BOUND, now + nanos);
  }

  /** Takes an address back; the client is still known. */
  void release(int address, long now) {
    leases[address].state = State.FREE;
    leases[address].untilNanos = now;
  }

  /** Takes back what a client has on offer. */
  void withdraw(int address, byte[] client, long now) {
    if (leases[address].state == State.OFFERED && isHeld(address, client, now)) {
      release(address, now);
    }
  }

  /** Puts an address aside. */
  void decline(int address, long now) {
    leases[address].client = null;
    leases[address].state = State.DECLINED;
    leases[address].untilNanos = now + DECLINED_NANOS;
  }

  private void set(int address, byte[] client, State state, long untilNanos) {
    int old = find(client);
    if (old != NONE && old != address) {
      leases[old].client = null; // a client has one address
      leases[old].state = State.FREE;
    }
    leases[address].client = client;
    leases[address].state = state;
    leases[address].untilNanos = untilNanos;
  }

  private boolean isOf(int address, byte[] client) {
    return Arrays.equals(leases[address].client, client);
  }

  private boolean isFree(int address, long now) {
    Lease lease = leases[address];
    return lease.state == State.FREE || now - lease.untilNanos >= 0;
  }

  private boolean isAvailable(int address, long now) {
    return isFree(address, now) || leases[address].state == State.OFFERED;
  }

  private boolean isBefore(int address, int other, long now) {
    int rank = rank(address, now);
    int otherRank = rank(other, now);
    return rank < otherRank
        || (rank == otherRank
            && rank > 0
            && leases[address].untilNanos - leases[other].untilNanos < 0);
  }

  // Nobody's, somebody's once, on offer.
  private int rank(int address, long now) {
    if (!isFree(address, now)) {
      return 2;
    }
    return leases[address].client == null ? 0 : 1;
  }
}
