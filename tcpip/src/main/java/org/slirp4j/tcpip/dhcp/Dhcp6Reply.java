package org.slirp4j.tcpip.dhcp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.wire.Dhcp6Message;
import org.slirp4j.tcpip.wire.Dhcp6Option;
import org.slirp4j.tcpip.wire.NetworkOrder;

/**
 * Writes the DHCPv6 server's messages, option after option; what there is no room for is left out.
 * One object serves all in turn.
 */
final class Dhcp6Reply {
  /** Bound on a message: what fits a packet of the least MTU (RFC 8200, 5). */
  static final int MAX_BYTES = 1_280 - 40 - 8;

  /** Status codes (RFC 8415, 21.13). */
  static final int SUCCESS = 0;

  static final int NO_ADDRESSES_AVAILABLE = 2;
  static final int NO_BINDING = 3;
  static final int NOT_ON_LINK = 4;
  static final int USE_MULTICAST = 5;
  static final int NO_PREFIX_AVAILABLE = 6;

  private static final int STATUS_BYTES = 2;
  private static final int ADDRESS_BYTES = 24;
  private static final int SET_BYTES = 12;
  private static final int TEMPORARY_SET_BYTES = 4;

  private MemorySegment memory = MemorySegment.NULL;
  private long start;
  private long at;
  private long setAt; // of the set that is being written, 0 for none

  /** Begins the answer to a request. */
  void begin(MemorySegment memory, long start, Dhcp6Message request, int type) {
    this.memory = memory;
    this.start = start;
    new Dhcp6Message(memory, start).writeReply(type, request);
    at = start + Dhcp6Message.HEADER_BYTES;
  }

  /** Returns the message's length in bytes. */
  int length() {
    return (int) (at - start);
  }

  /** Returns how long a value there is room for. */
  int room() {
    return Math.max(MAX_BYTES - length() - Dhcp6Option.HEADER_BYTES, 0);
  }

  /** Adds an option. */
  void put(int code, byte[] value) {
    long valueAt = open(code, value.length);
    if (valueAt != 0) {
      MemorySegment.copy(value, 0, memory, JAVA_BYTE, valueAt, value.length);
    }
  }

  /** Adds an option that is a number of 8 bits. */
  void put8(int code, int value) {
    long valueAt = open(code, 1);
    if (valueAt != 0) {
      NetworkOrder.put8(memory, valueAt, value);
    }
  }

  /** Adds an option that is a number of 32 bits. */
  void put32(int code, int value) {
    long valueAt = open(code, 4);
    if (valueAt != 0) {
      NetworkOrder.put32(memory, valueAt, value);
    }
  }

  /** Adds an option that is an address. */
  void putAddress(int code, IpAddress address) {
    long valueAt = open(code, 16);
    if (valueAt != 0) {
      write(valueAt, address);
    }
  }

  /** Adds a status without words. */
  void putStatus(int status) {
    long valueAt = open(Dhcp6Option.STATUS, STATUS_BYTES);
    if (valueAt != 0) {
      NetworkOrder.put16(memory, valueAt, status);
    }
  }

  /**
   * Begins a set; what is added until {@link #endSet} stands in it.
   *
   * @param renewSeconds when to ask for more time, 0 if there is nothing to ask for
   * @param rebindSeconds when to ask everybody for more time
   * @return false when there is no room: then it is not begun
   */
  boolean beginSet(Dhcp6Request.IdentitySet set, int renewSeconds, int rebindSeconds) {
    boolean temporary = set.code() == Dhcp6Option.TEMPORARY_ADDRESSES;
    long begin = at;
    long valueAt = open(set.code(), temporary ? TEMPORARY_SET_BYTES : SET_BYTES);
    if (valueAt == 0) {
      return false;
    }
    NetworkOrder.put32(memory, valueAt, set.number());
    if (!temporary) {
      NetworkOrder.put32(memory, valueAt + 4, renewSeconds);
      NetworkOrder.put32(memory, valueAt + 8, rebindSeconds);
    }
    setAt = begin;
    return true;
  }

  /** Ends the set. */
  void endSet() {
    int length = (int) (at - setAt) - Dhcp6Option.HEADER_BYTES;
    NetworkOrder.put16(memory, setAt + 2, length);
  }

  /** Adds an address to the set; times of 0 say that it is not to be used any more. */
  void putSetAddress(IpAddress address, int preferredSeconds, int validSeconds) {
    long valueAt = open(Dhcp6Option.ADDRESS, ADDRESS_BYTES);
    if (valueAt != 0) {
      write(valueAt, address);
      NetworkOrder.put32(memory, valueAt + 16, preferredSeconds);
      NetworkOrder.put32(memory, valueAt + 20, validSeconds);
    }
  }

  private void write(long valueAt, IpAddress address) {
    NetworkOrder.put64(memory, valueAt, address.high());
    NetworkOrder.put64(memory, valueAt + 8, address.low());
  }

  // Returns where the value is to be written, 0 when there is no room.
  private long open(int code, int length) {
    if (length > room()) {
      return 0;
    }
    Dhcp6Option option = new Dhcp6Option(memory, at);
    option.write(code, length);
    at = option.end();
    return option.valueAt();
  }
}
