package org.slirp4j.tcpip.ip;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.wire.Ipv6Chain;
import org.slirp4j.tcpip.wire.Ipv6Fragment;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;

/**
 * The walk over an IPv6 packet's extension headers (RFC 8200, 4), which ends at its transport
 * header, at a fragment header, or at something that cannot be passed. One object per stack serves
 * all packets in turn.
 *
 * <p>Options are skipped or refused as their numbers say: the stack knows none but padding. Routing
 * headers that still have somewhere to go are refused, whatever their type (RFC 5095). A packet may
 * have {@link Ipv6Chain#MAX_HEADERS} headers.
 */
final class ExtensionHeaders {
  // RFC 4443, 3.4: codes of "parameter problem".
  private static final int ERRONEOUS_FIELD = 0;
  private static final int UNKNOWN_NEXT_HEADER = 1;
  private static final int UNKNOWN_OPTION = 2;

  private static final int PAD1 = 0;
  private static final int PADN = 1;

  /** How a walk ended. */
  enum Outcome {
    /** At {@link #at} is a header of {@link #number}, which is no extension header. */
    UPPER_LAYER,
    /** At {@link #at} is a whole fragment header. */
    FRAGMENT,
    /** The packet goes no further, for {@link #fault}. */
    DROP,
    /** As {@link #DROP}, and its sender is to be told {@link #problemCode}. */
    PROBLEM
  }

  private int number;
  private int numberAt;
  private int at;
  private int passed;
  private boolean fragmented;
  private DropReason fault = DropReason.BAD_EXTENSION_HEADER;
  private int problemCode;
  private int problemAt;
  private boolean problemForGroups;

  /** Begins the walk over the packet whose IPv6 header is at {@code ipAt}. */
  void begin(MemorySegment memory, int ipAt) {
    numberAt = ipAt + Ipv6Packet.NEXT_HEADER_OFFSET;
    number = NetworkOrder.get8(memory, numberAt);
    at = ipAt + Ipv6Packet.HEADER_BYTES;
    passed = 0;
    fragmented = false;
  }

  /** Walks on in a packet that ends at {@code end}. */
  Outcome walk(MemorySegment memory, int end) {
    while (true) {
      if (number == Ipv6Chain.FRAGMENT) {
        return onFragment(end);
      }
      if (!Ipv6Chain.isExtension(number)) {
        return number == Ipv6Chain.NONE ? drop(DropReason.UNKNOWN_PROTOCOL) : Outcome.UPPER_LAYER;
      }
      if (number == Ipv6Chain.HOP_BY_HOP && passed > 0) {
        return problem(DropReason.BAD_EXTENSION_HEADER, UNKNOWN_NEXT_HEADER, numberAt);
      }
      int length = Ipv6Chain.length(memory, at, end);
      if (length < 0 || ++passed > Ipv6Chain.MAX_HEADERS) {
        return drop(DropReason.BAD_EXTENSION_HEADER);
      }
      if (number == Ipv6Chain.ROUTING) {
        if (NetworkOrder.get8(memory, at + 3L) != 0) { // segments left
          return problem(DropReason.SOURCE_ROUTED, ERRONEOUS_FIELD, at + 2);
        }
      } else if (!canPassOptions(memory, at + 2, at + length)) {
        return problemCode < 0 ? Outcome.DROP : Outcome.PROBLEM;
      }
      numberAt = at;
      number = NetworkOrder.get8(memory, at);
      at += length;
    }
  }

  private Outcome onFragment(int end) {
    if (fragmented) {
      return drop(DropReason.BAD_FRAGMENT); // a fragment of a fragment
    }
    return end - at < Ipv6Fragment.BYTES ? drop(DropReason.BAD_EXTENSION_HEADER) : Outcome.FRAGMENT;
  }

  /** Passes over the fragment header that the walk ended at. */
  void passFragment(MemorySegment memory) {
    numberAt = at;
    number = NetworkOrder.get8(memory, at);
    at += Ipv6Fragment.BYTES;
    passed++;
    fragmented = true;
  }

  /**
   * Takes the fragment header that the walk ended at out of its packet: what stands before it, from
   * {@code ipAt} on, moves up.
   *
   * @return where the packet begins now
   */
  int cutFragment(MemorySegment memory, int ipAt) {
    int following = NetworkOrder.get8(memory, at);
    int to = ipAt + Ipv6Fragment.BYTES;
    MemorySegment.copy(memory, ipAt, memory, to, (long) at - ipAt);
    numberAt += Ipv6Fragment.BYTES;
    at += Ipv6Fragment.BYTES;
    number = following;
    NetworkOrder.put8(memory, numberAt, number);
    passed++;
    fragmented = true;
    return to;
  }

  // RFC 8200, 4.2. When false, a problem code below zero says that the sender hears nothing.
  private boolean canPassOptions(MemorySegment memory, int from, int end) {
    problemCode = -1;
    fault = DropReason.BAD_EXTENSION_HEADER;
    int option = from;
    while (option < end) {
      int kind = NetworkOrder.get8(memory, option);
      if (kind == PAD1) {
        option++;
        continue;
      }
      int length =
          option + 1 < end ? 2 + NetworkOrder.get8(memory, option + 1L) : Integer.MAX_VALUE;
      if (length > end - option) {
        return false;
      }
      int action = kind == PADN ? 0 : kind >>> 6;
      if (action > 0) {
        if (action > 1) {
          problem(DropReason.BAD_EXTENSION_HEADER, UNKNOWN_OPTION, option);
          problemForGroups = action == 2;
        }
        return false;
      }
      option += length;
    }
    return true;
  }

  private Outcome drop(DropReason reason) {
    fault = reason;
    return Outcome.DROP;
  }

  private Outcome problem(DropReason reason, int code, int where) {
    fault = reason;
    problemCode = code;
    problemAt = where;
    problemForGroups = false;
    return Outcome.PROBLEM;
  }

  /** Returns the number of the header that the walk ended at. */
  int number() {
    return number;
  }

  /** Returns where that number stands. */
  int numberAt() {
    return numberAt;
  }

  /** Returns where that header begins. */
  int at() {
    return at;
  }

  /** Returns why the packet goes no further. */
  DropReason fault() {
    return fault;
  }

  /** Returns the code of the parameter problem. */
  int problemCode() {
    return problemCode;
  }

  /** Returns where in memory the problem is. */
  int problemAt() {
    return problemAt;
  }

  /** Tells whether senders to a group hear of the problem too. */
  boolean isProblemForGroups() {
    return problemForGroups;
  }
}
