package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * An ARP packet for IPv4 over Ethernet in memory (RFC 826).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |       hardware type = 1       |    protocol type = 0x0800     |
 * +---------------+---------------+-------------------------------+
 * | hw length = 6 | pr length = 4 |           operation           |
 * +---------------+---------------+-------------------------------+
 * |                sender hardware address (6 bytes)              |
 * +                               +-------------------------------+
 * |                               |   sender protocol address     |
 * +-------------------------------+-------------------------------+
 * |   … sender protocol address   |                               |
 * +-------------------------------+                               +
 * |                target hardware address (6 bytes)              |
 * +---------------------------------------------------------------+
 * |                    target protocol address                    |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param memory holds the packet; native
 * @param at offset of its first byte
 */
public record ArpPacket(MemorySegment memory, long at) {
  /** Length of the packet. */
  public static final int BYTES = 28;

  /** Operation: who has the target protocol address? */
  public static final int REQUEST = 1;

  /** Operation: the sender has. */
  public static final int REPLY = 2;

  // Hardware type, protocol type and both lengths of IPv4 over Ethernet.
  private static final long ETHERNET_IPV4 = 0x0001_0800_0604L;

  /** Tells whether {@code length} bytes hold a request or reply for IPv4 over Ethernet. */
  public boolean check(int length) {
    return length >= BYTES
        && NetworkOrder.get48(memory, at) == ETHERNET_IPV4
        && (operation() == REQUEST || operation() == REPLY);
  }

  /** Returns what the packet is: {@link #REQUEST} or {@link #REPLY}. */
  public int operation() {
    return NetworkOrder.get16(memory, at + 6);
  }

  /** Returns the sender's link address. */
  public long senderMac() {
    return NetworkOrder.get48(memory, at + 8);
  }

  /** Returns the sender's IPv4 address. */
  public int sender() {
    return NetworkOrder.get32(memory, at + 14);
  }

  /** Returns the IPv4 address that is asked for. */
  public int target() {
    return NetworkOrder.get32(memory, at + 24);
  }

  /** Writes the packet. */
  public void write(int operation, long senderMac, int sender, long targetMac, int target) {
    NetworkOrder.put48(memory, at, ETHERNET_IPV4);
    NetworkOrder.put16(memory, at + 6, operation);
    NetworkOrder.put48(memory, at + 8, senderMac);
    NetworkOrder.put32(memory, at + 14, sender);
    NetworkOrder.put48(memory, at + 18, targetMac);
    NetworkOrder.put32(memory, at + 24, target);
  }
}
