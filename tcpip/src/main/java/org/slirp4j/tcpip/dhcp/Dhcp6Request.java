package org.slirp4j.tcpip.dhcp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.wire.Dhcp6Message;
import org.slirp4j.tcpip.wire.Dhcp6Option;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** What a DHCPv6 client's message says, its options looked up. One object serves all in turn. */
final class Dhcp6Request {
  static final int SOLICIT = 1;
  static final int ADVERTISE = 2;
  static final int REQUEST = 3;
  static final int CONFIRM = 4;
  static final int RENEW = 5;
  static final int REBIND = 6;
  static final int REPLY = 7;
  static final int RELEASE = 8;
  static final int DECLINE = 9;
  static final int INFORMATION_REQUEST = 11;

  /** Bound on the sets of addresses in a message that are looked at. */
  static final int MAX_SETS = 16;

  /** Bound on the addresses in a set that are looked at. */
  static final int MAX_ADDRESSES = 16;

  /** Length of the longest name (RFC 8415, 11.1). */
  private static final int MAX_NAME_BYTES = 130;

  private static final int MIN_NAME_BYTES = 3;
  private static final int NUMBER_BYTES = 4; // of a set
  private static final int TIMES_BYTES = 8; // of a set, or of an address
  private static final int ADDRESS_BYTES = 16;
  private static final byte[] NOTHING = {};

  /**
   * A set of addresses or prefixes that a client asks for.
   *
   * @param code {@link Dhcp6Option#ADDRESSES} or one of its like
   * @param number the client's number for it
   * @param addresses what the client says that it has of it; of prefixes always none
   */
  record IdentitySet(int code, int number, List<IpAddress> addresses) {}

  private int type;
  private byte[] client = NOTHING;
  private byte[] server = NOTHING;
  private byte[] parameters = NOTHING;
  private boolean parametersNamed;
  private boolean rapid;
  private final List<IdentitySet> sets = new ArrayList<>();

  /** Reads a message of {@code length} bytes; returns false when it makes no sense. */
  boolean read(MemorySegment memory, long at, int length) {
    client = NOTHING;
    server = NOTHING;
    parameters = NOTHING;
    parametersNamed = false;
    rapid = false;
    sets.clear();
    Dhcp6Message message = new Dhcp6Message(memory, at);
    if (!message.check(length)) {
      return false;
    }
    type = message.type();
    long end = at + length;
    for (long next = at + Dhcp6Message.HEADER_BYTES; next < end; ) {
      Dhcp6Option option = new Dhcp6Option(memory, next);
      if (!readOption(option)) {
        return false;
      }
      next = option.end();
    }
    return true;
  }

  private boolean readOption(Dhcp6Option option) {
    switch (option.code()) {
      case Dhcp6Option.CLIENT -> {
        client = bytes(option);
        return isName(client);
      }
      case Dhcp6Option.SERVER -> {
        server = bytes(option);
        return isName(server);
      }
      case Dhcp6Option.PARAMETERS -> {
        parameters = bytes(option);
        parametersNamed = true;
        return parameters.length % 2 == 0;
      }
      case Dhcp6Option.RAPID_COMMIT -> rapid = true;
      case Dhcp6Option.ADDRESSES, Dhcp6Option.PREFIXES -> {
        return readSet(option, NUMBER_BYTES + TIMES_BYTES);
      }
      case Dhcp6Option.TEMPORARY_ADDRESSES -> {
        return readSet(option, NUMBER_BYTES);
      }
      default -> {} // of no use here
    }
    return true;
  }

  private boolean readSet(Dhcp6Option option, int fixedBytes) {
    MemorySegment memory = option.memory();
    long from = option.valueAt() + fixedBytes;
    if (option.length() < fixedBytes || !Dhcp6Option.areSound(memory, from, option.end())) {
      return false;
    }
    if (sets.size() == MAX_SETS) {
      return true;
    }
    List<IpAddress> addresses = new ArrayList<>();
    for (long at = from; at < option.end(); at = new Dhcp6Option(memory, at).end()) {
      Dhcp6Option inner = new Dhcp6Option(memory, at);
      if (inner.code() != Dhcp6Option.ADDRESS) {
        continue;
      }
      if (inner.length() < ADDRESS_BYTES + TIMES_BYTES) {
        return false;
      }
      if (addresses.size() < MAX_ADDRESSES) {
        long value = inner.valueAt();
        addresses.add(
            new IpAddress(
                NetworkOrder.get64(memory, value), NetworkOrder.get64(memory, value + 8)));
      }
    }
    int number = NetworkOrder.get32(memory, option.valueAt());
    sets.add(new IdentitySet(option.code(), number, addresses));
    return true;
  }

  private static byte[] bytes(Dhcp6Option option) {
    byte[] value = new byte[option.length()];
    MemorySegment.copy(option.memory(), JAVA_BYTE, option.valueAt(), value, 0, value.length);
    return value;
  }

  private static boolean isName(byte[] name) {
    return name.length >= MIN_NAME_BYTES && name.length <= MAX_NAME_BYTES;
  }

  /** Returns the kind of the message. */
  int type() {
    return type;
  }

  /** Returns the client's unique name; empty when it gave none. */
  byte[] client() {
    return client;
  }

  /** Tells whether the message is for a certain server. */
  boolean isServerNamed() {
    return server.length > 0;
  }

  /** Tells whether the message is for the server of that name. */
  boolean isFor(byte[] name) {
    return Arrays.equals(server, name);
  }

  /** Tells whether the client takes a reply to a solicitation at once. */
  boolean isRapid() {
    return rapid;
  }

  /** Tells whether the client said what it wants to know. */
  boolean isParametersNamed() {
    return parametersNamed;
  }

  /** Tells whether the client asks for an option. */
  boolean wants(int code) {
    for (int i = 0; i < parameters.length; i += 2) {
      if (parameters[i] == (byte) (code >>> 8) && parameters[i + 1] == (byte) code) {
        return true;
      }
    }
    return false;
  }

  /** Returns the sets that the client asks for. */
  List<IdentitySet> sets() {
    return sets;
  }

  /** Returns by what a client's set is known. */
  byte[] keyOf(IdentitySet set) {
    byte[] key = Arrays.copyOf(client, client.length + NUMBER_BYTES);
    for (int i = 0; i < NUMBER_BYTES; i++) {
      key[client.length + i] = (byte) (set.number() >>> (8 * (NUMBER_BYTES - 1 - i)));
    }
    return key;
  }
}
