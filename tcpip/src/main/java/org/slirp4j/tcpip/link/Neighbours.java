package org.slirp4j.tcpip.link;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.time.DeadlineWheel;
import org.slirp4j.tcpip.wire.EthernetFrame;

/**
 * The link addresses of the IP addresses that were heard of, {@link #MAX_NEIGHBOURS} at the most.
 *
 * <p>A cache of sets of {@link #WAYS} entries, the one learned last in front: a set that is full
 * forgets the one learned longest ago. Sets are chosen by a keyed hash, because the container
 * chooses the addresses. Who is not in it is asked for by the {@link Resolver}.
 *
 * <p>An entry holds until the address is heard of elsewhere. One that was not heard of for {@link
 * #QUIET_NANOS} is asked about when it is next used, once; it may have moved without a word.
 */
public final class Neighbours {
  /** Bound on the addresses that are known at a time. */
  public static final int MAX_NEIGHBOURS = 256;

  /** What {@link #find} returns for an address that nothing is known of: nobody's link address. */
  public static final long UNKNOWN = 0;

  /**
   * How long an address may be silent before it is asked about (RFC 4861, 10:
   * DELAY_FIRST_PROBE_TIME).
   */
  public static final long QUIET_NANOS = 5_000_000_000L;

  private static final int WAYS = 4;
  private static final int SETS = MAX_NEIGHBOURS / WAYS;

  private final long key;
  private final DeadlineWheel wheel;
  private final long[] highs = new long[MAX_NEIGHBOURS];
  private final long[] lows = new long[MAX_NEIGHBOURS];
  private final long[] macs = new long[MAX_NEIGHBOURS]; // UNKNOWN: the entry is free
  private final long[] heardAt = new long[MAX_NEIGHBOURS]; // or asked about
  private @Nullable Resolver resolver;

  // What was learned last and what was found last: a container mostly has one address.
  private long learnedHigh;
  private long learnedLow;
  private long learnedMac;
  private int learnedAt;
  private long foundHigh;
  private long foundLow;
  private long foundMac = UNKNOWN;
  private int foundAt;

  /** Makes an empty table whose hash is keyed by {@code key} and whose time is that of a wheel. */
  public Neighbours(long key, DeadlineWheel wheel) {
    this.key = key;
    this.wheel = wheel;
  }

  /** Names who is to hear of what is learned. */
  void resolver(Resolver resolver) {
    this.resolver = resolver;
  }

  /** Notes that {@code mac} is where the address is. Zero and group addresses teach nothing. */
  public void learn(long high, long low, long mac) {
    if (low == learnedLow && high == learnedHigh && mac == learnedMac) {
      heardAt[learnedAt] = wheel.now();
      return;
    }
    if (mac == UNKNOWN || EthernetFrame.isGroup(mac)) {
      return;
    }
    learnedHigh = high;
    learnedLow = low;
    learnedMac = mac;
    learnedAt = putInFront(high, low, mac);
    // The last look-up may have found nothing, or what is now changed or forgotten.
    foundMac = UNKNOWN;
    if (resolver != null) {
      resolver.onLearned(high, low);
    }
  }

  /** Returns where the address is, or {@link #UNKNOWN}. */
  public long find(long high, long low) {
    if (low == foundLow && high == foundHigh && foundMac != UNKNOWN) {
      return foundMac;
    }
    int first = firstOfSet(high, low);
    for (int at = first; at < first + WAYS; at++) {
      if (lows[at] == low && highs[at] == high && macs[at] != UNKNOWN) {
        foundHigh = high;
        foundLow = low;
        foundMac = macs[at];
        foundAt = at;
        return foundMac;
      }
    }
    return UNKNOWN;
  }

  /**
   * Tells whether the address that was found last was silent for too long. Then it has until the
   * same time again.
   */
  boolean wasFoundQuiet() {
    long now = wheel.now();
    if (now - heardAt[foundAt] < QUIET_NANOS) {
      return false;
    }
    heardAt[foundAt] = now;
    return true;
  }

  // Returns where the entry is now.
  private int putInFront(long high, long low, long mac) {
    int first = firstOfSet(high, low);
    int at = first;
    while (at < first + WAYS - 1
        && macs[at] != UNKNOWN
        && !(lows[at] == low && highs[at] == high)) {
      at++;
    }
    for (; at > first; at--) {
      highs[at] = highs[at - 1];
      lows[at] = lows[at - 1];
      macs[at] = macs[at - 1];
      heardAt[at] = heardAt[at - 1];
    }
    highs[first] = high;
    lows[first] = low;
    macs[first] = mac;
    heardAt[first] = wheel.now();
    return first;
  }

  private int firstOfSet(long high, long low) {
    long mixed = (low ^ key) * 0x9e37_79b9_7f4a_7c15L;
    mixed = (mixed ^ mixed >>> 32 ^ high) * 0xd1b5_4a32_d192_ed03L;
    return (int) (mixed >>> 32 & SETS - 1) * WAYS;
  }
}
