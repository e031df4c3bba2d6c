package org.slirp4j.tcpip.link;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.time.Deadline;

/** An address that is being asked for, and the latest packets that are to go there. */
final class Pending extends Deadline {
  private static final int SLOTS = Resolver.MAX_HELD_PACKETS;

  private final Resolver owner;
  long high;
  long low;
  int tries;

  // A ring; the oldest packet stands at head.
  private final @Nullable Buffer[] buffers = new Buffer[SLOTS];
  private final int[] ats = new int[SLOTS];
  private final int[] lengths = new int[SLOTS];
  private final PacketHeader[] headers = new PacketHeader[SLOTS];
  private final int[] checksumOffsets = new int[SLOTS];
  private int head;
  private int count;

  Pending(Resolver owner) {
    this.owner = owner;
    for (int slot = 0; slot < SLOTS; slot++) {
      headers[slot] = new PacketHeader(0, 0);
    }
  }

  void begin(long high, long low) {
    this.high = high;
    this.low = low;
    tries = 0;
  }

  boolean isOf(long high, long low) {
    return this.low == low && this.high == high;
  }

  boolean isFull() {
    return count == SLOTS;
  }

  int size() {
    return count;
  }

  /** Keeps a packet; there has to be room. */
  void hold(Buffer buffer, int at, int length, PacketHeader header, int checksumOffset) {
    int slot = (head + count) % SLOTS;
    buffers[slot] = buffer;
    ats[slot] = at;
    lengths[slot] = length;
    headers[slot].copy(header);
    checksumOffsets[slot] = checksumOffset;
    count++;
  }

  void dropOldest() {
    Buffer buffer = Objects.requireNonNull(buffers[head]);
    buffers[head] = null;
    head = (head + 1) % SLOTS;
    count--;
    buffer.release();
  }

  /** Sends all packets, the oldest first. */
  void sendAll(PacketSender sender) {
    for (; count > 0; count--) {
      int slot = head;
      Buffer buffer = Objects.requireNonNull(buffers[slot]);
      buffers[slot] = null;
      head = (head + 1) % SLOTS;
      sender.send(buffer, ats[slot], lengths[slot], headers[slot], checksumOffsets[slot]);
    }
  }

  @Override
  protected void onDeadline(long now) {
    owner.onSilence(this, now);
  }
}
