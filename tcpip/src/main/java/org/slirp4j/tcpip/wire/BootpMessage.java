package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * A DHCP message in memory, options apart (RFC 2131, 2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+---------------+---------------+
 * |   operation   | hardware type | address length|     hops      |
 * +---------------+---------------+---------------+---------------+
 * |                        transaction number                     |
 * +-------------------------------+-+-----------------------------+
 * |            seconds            |B|         reserved            |
 * +-------------------------------+-+-----------------------------+
 * |                ciaddr: address of the client                  |
 * +---------------------------------------------------------------+
 * |                yiaddr: address for the client                 |
 * +---------------------------------------------------------------+
 * |                siaddr: address of a boot server               |
 * +---------------------------------------------------------------+
 * |                giaddr: address of a relay agent               |
 * +---------------------------------------------------------------+
 * |                chaddr: link address (16 bytes)                |
 * +---------------------------------------------------------------+
 * |                sname: name of a boot server (64 bytes)        |
 * +---------------------------------------------------------------+
 * |                file: name of a boot file (128 bytes)          |
 * +---------------------------------------------------------------+
 * |                      magic number                             |
 * +---------------------------------------------------------------+
 * |                      options …
 * </pre>
 *
 * @param memory holds the message; native
 * @param at offset of its first byte
 */
public record BootpMessage(MemorySegment memory, long at) {
  /** Length of the message without options. */
  public static final int HEADER_BYTES = 240;

  /** Operation of what clients send. */
  public static final int REQUEST = 1;

  /** Hardware type of Ethernet, whose addresses have {@link #ETHERNET_BYTES}. */
  public static final int ETHERNET = 1;

  /** Length of an Ethernet address. */
  public static final int ETHERNET_BYTES = 6;

  /** Flag: the client cannot be sent to by its future address; answers are to be broadcast. */
  public static final int BROADCAST = 0x8000;

  /** Offset of the boot server's name, which may hold options. */
  public static final int SNAME_AT = 44;

  /** Length of the boot server's name. */
  public static final int SNAME_BYTES = 64;

  /** Offset of the boot file's name, which may hold options. */
  public static final int FILE_AT = 108;

  /** Length of the boot file's name. */
  public static final int FILE_BYTES = 128;

  private static final int REPLY = 2;
  private static final int MAX_LINK_BYTES = 16;
  private static final int MAGIC = 0x6382_5363; // RFC 2131, 3: 99, 130, 83, 99
  private static final int MAGIC_AT = 236;
  private static final int LINK_ADDRESS_AT = 28;

  /** Tells whether {@code length} bytes are a message with options, from a client. */
  public boolean checkRequest(int length) {
    return length >= HEADER_BYTES
        && NetworkOrder.get8(memory, at) == REQUEST
        && linkBytes() <= MAX_LINK_BYTES
        && NetworkOrder.get32(memory, at + MAGIC_AT) == MAGIC;
  }

  /** Tells whether the client has an Ethernet address. */
  public boolean isEthernet() {
    return linkType() == ETHERNET && linkBytes() == ETHERNET_BYTES;
  }

  /** Returns the kind of the client's link address. */
  public int linkType() {
    return NetworkOrder.get8(memory, at + 1);
  }

  /** Returns the length of the client's link address in bytes, 0 to 16. */
  public int linkBytes() {
    return NetworkOrder.get8(memory, at + 2);
  }

  /** Returns one byte of the client's link address. */
  public int linkByte(int index) {
    return NetworkOrder.get8(memory, at + LINK_ADDRESS_AT + index);
  }

  /** Returns the client's Ethernet address, in the low 48 bits. */
  public long linkAddress() {
    return NetworkOrder.get48(memory, at + LINK_ADDRESS_AT);
  }

  /** Returns the flags. */
  public int flags() {
    return NetworkOrder.get16(memory, at + 10);
  }

  /** Returns ciaddr: the address that the client has and uses, or 0. */
  public int clientAddress() {
    return NetworkOrder.get32(memory, at + 12);
  }

  /** Returns giaddr: the relay agent's address, or 0. */
  public int relayAddress() {
    return NetworkOrder.get32(memory, at + 24);
  }

  /**
   * Writes the answer to a request: its transaction, flags and link address, no names, the magic
   * number (RFC 2131, 4.3.1, table 3).
   *
   * @param clientAddress ciaddr
   * @param yourAddress yiaddr
   */
  public void writeReply(BootpMessage request, int clientAddress, int yourAddress) {
    memory.asSlice(at, HEADER_BYTES).fill((byte) 0);
    int kind = request.linkType() << 16 | request.linkBytes() << 8;
    NetworkOrder.put32(memory, at, REPLY << 24 | kind);
    NetworkOrder.put32(memory, at + 4, NetworkOrder.get32(request.memory, request.at + 4));
    NetworkOrder.put16(memory, at + 10, request.flags());
    NetworkOrder.put32(memory, at + 12, clientAddress);
    NetworkOrder.put32(memory, at + 16, yourAddress);
    for (int word = 0; word < MAX_LINK_BYTES; word += 8) {
      long from = request.at + LINK_ADDRESS_AT + word;
      NetworkOrder.put64(
          memory, at + LINK_ADDRESS_AT + word, NetworkOrder.get64(request.memory, from));
    }
    NetworkOrder.put32(memory, at + MAGIC_AT, MAGIC);
  }
}
