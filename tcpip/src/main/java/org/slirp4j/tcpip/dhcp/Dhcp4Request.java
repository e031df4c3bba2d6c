package org.slirp4j.tcpip.dhcp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.slirp4j.tcpip.wire.BootpMessage;
import org.slirp4j.tcpip.wire.DhcpOption;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** What a DHCPv4 client's message says, its options looked up. One object serves all in turn. */
final class Dhcp4Request {
  static final int DISCOVER = 1;
  static final int OFFER = 2;
  static final int REQUEST = 3;
  static final int DECLINE = 4;
  static final int ACK = 5;
  static final int NAK = 6;
  static final int RELEASE = 7;
  static final int INFORM = 8;

  /** Least length that every client takes, IP and UDP headers included (RFC 2132, 9.10). */
  static final int MIN_MAX_MESSAGE_BYTES = 576;

  /** Bound on the client's name and on its list of options: what one option holds. */
  private static final int MAX_LIST_BYTES = DhcpOption.MAX_VALUE_BYTES;

  private static final byte[] NOTHING = {};
  private static final int FILE_HAS_OPTIONS = 1; // RFC 2132, 9.3
  private static final int SNAME_HAS_OPTIONS = 2;

  private int type;
  private int requestedAddress;
  private int server;
  private boolean serverNamed;
  private int leaseSeconds;
  private int maxMessageBytes;
  private int overload;
  private byte[] client = NOTHING;
  private byte[] parameters = NOTHING;
  private boolean parametersNamed;
  private byte[] key = NOTHING;

  /** Reads a message of {@code length} bytes; returns false when it makes no sense. */
  boolean read(MemorySegment memory, long at, int length) {
    forget();
    BootpMessage message = new BootpMessage(memory, at);
    if (!message.checkRequest(length)
        || !readOptions(memory, at + BootpMessage.HEADER_BYTES, at + length)) {
      return false;
    }
    int more = overload; // what the names hold cannot say more of that
    // RFC 2131, 4.1: "file" first.
    if ((more & FILE_HAS_OPTIONS) != 0
        && !readOptions(
            memory,
            at + BootpMessage.FILE_AT,
            at + BootpMessage.FILE_AT + BootpMessage.FILE_BYTES)) {
      return false;
    }
    if ((more & SNAME_HAS_OPTIONS) != 0
        && !readOptions(
            memory,
            at + BootpMessage.SNAME_AT,
            at + BootpMessage.SNAME_AT + BootpMessage.SNAME_BYTES)) {
      return false;
    }
    key = keyOf(message);
    return true;
  }

  private void forget() {
    type = 0;
    requestedAddress = 0;
    server = 0;
    serverNamed = false;
    leaseSeconds = 0;
    maxMessageBytes = MIN_MAX_MESSAGE_BYTES;
    overload = 0;
    client = NOTHING;
    parameters = NOTHING;
    parametersNamed = false;
    key = NOTHING;
  }

  private boolean readOptions(MemorySegment memory, long from, long end) {
    if (!DhcpOption.areSound(memory, from, end)) {
      return false;
    }
    long at = from;
    while (at < end) {
      DhcpOption option = new DhcpOption(memory, at);
      int code = option.code();
      if (code == DhcpOption.END) {
        return true;
      }
      if (code != DhcpOption.PAD && !readOption(memory, code, option.valueAt(), option.length())) {
        return false;
      }
      at = option.end();
    }
    return true;
  }

  private boolean readOption(MemorySegment memory, int code, long at, int length) {
    switch (code) {
      case DhcpOption.MESSAGE_TYPE, DhcpOption.OVERLOAD -> {
        if (length != 1) {
          return false;
        }
        readNumber(code, NetworkOrder.get8(memory, at));
      }
      case DhcpOption.MAX_MESSAGE -> {
        if (length != 2) {
          return false;
        }
        readNumber(code, NetworkOrder.get16(memory, at));
      }
      case DhcpOption.REQUESTED_ADDRESS, DhcpOption.SERVER, DhcpOption.LEASE_TIME -> {
        if (length != 4) {
          return false;
        }
        readNumber(code, NetworkOrder.get32(memory, at));
      }
      case DhcpOption.CLIENT -> {
        client = joined(client, memory, at, length);
      }
      case DhcpOption.PARAMETERS -> {
        parameters = joined(parameters, memory, at, length);
        parametersNamed = true;
      }
      default -> {} // of no use here
    }
    return true;
  }

  private void readNumber(int code, int value) {
    switch (code) {
      case DhcpOption.MESSAGE_TYPE -> type = value;
      case DhcpOption.OVERLOAD -> overload = value;
      case DhcpOption.MAX_MESSAGE -> maxMessageBytes = Math.max(value, MIN_MAX_MESSAGE_BYTES);
      case DhcpOption.REQUESTED_ADDRESS -> requestedAddress = value;
      case DhcpOption.LEASE_TIME -> leaseSeconds = value;
      default -> {
        server = value;
        serverNamed = true;
      }
    }
  }

  // RFC 3396, 5: an option that comes in pieces is one.
  private static byte[] joined(byte[] soFar, MemorySegment memory, long at, int length) {
    int more = Math.min(length, MAX_LIST_BYTES - soFar.length);
    byte[] all = Arrays.copyOf(soFar, soFar.length + more);
    MemorySegment.copy(memory, JAVA_BYTE, at, all, soFar.length, more);
    return all;
  }

  // RFC 2131, 4.2: by its name, or else by its link address. A name that consists of the link
  // address (RFC 2132, 9.14) is the same as none.
  private byte[] keyOf(BootpMessage message) {
    if (client.length > 0) {
      return client;
    }
    byte[] made = new byte[1 + message.linkBytes()];
    made[0] = (byte) message.linkType();
    for (int i = 1; i < made.length; i++) {
      made[i] = (byte) message.linkByte(i - 1);
    }
    return made;
  }

  /** Returns the kind of the message, or 0 for BOOTP. */
  int type() {
    return type;
  }

  /** Returns the address that the client would like, or 0. */
  int requestedAddress() {
    return requestedAddress;
  }

  /** Tells whether the message is for a certain server. */
  boolean isServerNamed() {
    return serverNamed;
  }

  /** Returns which server that is. */
  int server() {
    return server;
  }

  /** Returns how long a lease the client would like, unsigned, or 0. */
  int leaseSeconds() {
    return leaseSeconds;
  }

  /** Returns the length of the longest message that the client takes, all headers included. */
  int maxMessageBytes() {
    return maxMessageBytes;
  }

  /** Returns the client's name for itself; empty when it gave none. */
  byte[] client() {
    return client;
  }

  /** Tells whether the client said what it wants to know. */
  boolean isParametersNamed() {
    return parametersNamed;
  }

  /** Returns the codes of the options that the client would like, in the order of its liking. */
  byte[] parameters() {
    return parameters;
  }

  /** Returns by what the client is known. */
  byte[] key() {
    return key;
  }
}
