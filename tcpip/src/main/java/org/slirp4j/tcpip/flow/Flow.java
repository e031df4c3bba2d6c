package org.slirp4j.tcpip.flow;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.IpAddress;

/**
 * A conversation of the guest: the key that finds it, its place in a {@link FlowTable}, its number,
 * and what it has carried.
 */
public abstract class Flow {
  private final long id;
  private final IpAddress guestAddress;
  private final IpAddress peerAddress;
  private final int guestPort;
  private final int peerPort;
  private final long openedAt;
  private long bytesFromGuest;
  private long bytesToGuest;

  // The table's own links: hash chain, and the list from least to most recently used.
  @Nullable Flow chain;
  @Nullable Flow older;
  @Nullable Flow newer;
  int hash;
  boolean listed;

  /** Makes a flow that stands in no table yet and begins {@code now}. */
  protected Flow(
      long id,
      IpAddress guestAddress,
      int guestPort,
      IpAddress peerAddress,
      int peerPort,
      long now) {
    this.id = id;
    this.openedAt = now;
    this.guestAddress = guestAddress;
    this.guestPort = guestPort;
    this.peerAddress = peerAddress;
    this.peerPort = peerPort;
  }

  /** Returns the number that the flow's log lines carry. */
  public final long id() {
    return id;
  }

  /** Returns the container's address. */
  public final IpAddress guestAddress() {
    return guestAddress;
  }

  /** Returns the container's port, or the echo identifier. */
  public final int guestPort() {
    return guestPort;
  }

  /** Returns the address beyond the stack. */
  public final IpAddress peerAddress() {
    return peerAddress;
  }

  /** Returns the port beyond the stack. */
  public final int peerPort() {
    return peerPort;
  }

  /** Returns how long the flow has been there. */
  protected final long ageNanos(long now) {
    return now - openedAt;
  }

  /** Counts payload from the container. */
  public final void countFromGuest(int bytes) {
    bytesFromGuest += bytes;
  }

  /** Counts payload to the container. */
  public final void countToGuest(int bytes) {
    bytesToGuest += bytes;
  }

  /** Returns how much payload came from the container. */
  protected final long bytesFromGuest() {
    return bytesFromGuest;
  }

  /** Returns how much payload went to the container. */
  protected final long bytesToGuest() {
    return bytesToGuest;
  }

  /** Returns what there is to tell about the flow at {@code now}. */
  public abstract FlowInfo info(long now);

  final boolean hasKey(
      long guestHigh, long guestLow, int guestPort, long peerHigh, long peerLow, int peerPort) {
    return this.guestPort == guestPort
        && this.peerPort == peerPort
        && peerAddress.low() == peerLow
        && guestAddress.low() == guestLow
        && peerAddress.high() == peerHigh
        && guestAddress.high() == guestHigh;
  }
}
