package org.slirp4j.tcpip.ip;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.BufferPool;
import org.slirp4j.tcpip.time.DeadlineWheel;

/**
 * Puts packets together from fragments that come in any order, a bounded number at a time.
 *
 * <p>Each packet gets a large buffer at once, so completing it never fails. Whatever overlaps,
 * overflows or contradicts condemns the whole packet: its remaining fragments are dropped as they
 * come (RFC 5722 demands so of IPv6; for IPv4 it ends the same old ways around packet filters);
 * only an exact copy of a fragment is passed over. A packet that is not complete in time is given
 * up, with an ICMP error when its first fragment is there (RFC 1122, 3.3.2; RFC 8200, 4.5).
 *
 * <p>Nothing here is peculiar to a family; in IPv6 the protocol that fragments have in common is
 * that of the fragment header.
 */
public final class Reassembler {
  /**
   * How long a packet may take from its first fragment to its last (RFC 1122, 3.3.2: 60 to 120 s).
   */
  public static final long TIMEOUT_NANOS = 60_000_000_000L;

  private final BufferPool pool;
  private final DeadlineWheel wheel;
  private final PacketErrors errors;
  private final Counters counters;

  // The oldest first; what is beyond count is free. Few enough to be looked through.
  private final Reassembly[] entries;
  private int count;

  private final InboundPacket timedOut = new InboundPacket();

  /**
   * Makes a reassembler without packets.
   *
   * @param maxPackets bound on packets that are incomplete at a time
   * @param pool where each of them gets a buffer
   */
  public Reassembler(
      int maxPackets,
      BufferPool pool,
      DeadlineWheel wheel,
      PacketErrors errors,
      Counters counters) {
    this.pool = pool;
    this.wheel = wheel;
    this.errors = errors;
    this.counters = counters;
    entries = new Reassembly[maxPackets];
    Arrays.setAll(entries, i -> new Reassembly(this));
  }

  /**
   * Takes a fragment.
   *
   * @param packet the fragment; when it was the last one missing, is changed into the whole packet,
   *     whose buffer the caller is to release
   * @param id what the packet's fragments have in common
   * @param offset where in the packet's payload this one's belongs, in bytes
   * @param more whether others follow behind it
   * @return whether {@code packet} is now whole
   */
  boolean onFragment(InboundPacket packet, int id, int offset, boolean more, long now) {
    Reassembly entry = find(packet, id);
    if (entry == null) {
      Buffer buffer = pool.take();
      if (buffer == null) {
        counters.drop(DropReason.NO_MEMORY);
        return false;
      }
      entry = begin(packet, id, buffer);
      wheel.arm(entry, now + TIMEOUT_NANOS);
    }
    Reassembly.Outcome outcome = entry.add(packet, offset, more);
    if (outcome == Reassembly.Outcome.CONTRADICTS) {
      counters.drop(DropReason.BAD_FRAGMENT);
      entry.condemn();
      return false;
    }
    if (outcome == Reassembly.Outcome.REPEATED || !entry.isComplete()) {
      return false;
    }
    boolean consistent = entry.isConsistent();
    if (consistent) {
      entry.moveTo(packet);
    } else {
      counters.drop(DropReason.BAD_FRAGMENT);
    }
    end(entry);
    return consistent;
  }

  /** Returns how many packets are incomplete. */
  public int size() {
    return count;
  }

  void onTimeout(Reassembly entry) {
    counters.drop(DropReason.REASSEMBLY_GIVEN_UP);
    if (entry.showFirst(timedOut)) {
      errors.onDropped(timedOut, IcmpError.REASSEMBLY_EXCEEDED);
      timedOut.clear();
    }
    end(entry);
  }

  private @Nullable Reassembly find(InboundPacket packet, int id) {
    for (int i = 0; i < count; i++) {
      if (entries[i].isOf(packet, id)) {
        return entries[i];
      }
    }
    return null;
  }

  private Reassembly begin(InboundPacket packet, int id, Buffer buffer) {
    if (count == entries.length) {
      counters.drop(DropReason.REASSEMBLY_GIVEN_UP);
      end(entries[0]);
    }
    Reassembly entry = entries[count++];
    entry.begin(packet, id, buffer);
    return entry;
  }

  private void end(Reassembly entry) {
    wheel.disarm(entry);
    entry.condemn();
    int at = 0;
    while (!entry.equals(entries[at])) {
      at++;
    }
    count--;
    System.arraycopy(entries, at + 1, entries, at, count - at);
    entries[count] = entry;
  }
}
