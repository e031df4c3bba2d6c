package org.slirp4j.tcpip.testing;

import static org.slirp4j.tcpip.testing.GuestFrames.IP_AT;
import static org.slirp4j.tcpip.testing.GuestFrames6.PAYLOAD_AT;

/** Makes the checksums of damaged frames right, so that the damage is looked at. */
public final class Mending {
  private Mending() {}

  /** Writes the checksums of IP, ICMP, TCP and UDP headers, as far as they can be found. */
  public static void mend(byte[] frame) {
    if (frame.length >= PAYLOAD_AT && frame[12] == (byte) 0x86 && frame[13] == (byte) 0xdd) {
      mend6(frame);
    } else if (frame.length >= GuestFrames.TRANSPORT_AT && frame[12] == 8 && frame[13] == 0) {
      mend4(frame);
    }
  }

  private static void mend4(byte[] frame) {
    int headerLength = Math.min((frame[IP_AT] & 15) * 4, frame.length - IP_AT);
    GuestFrames.put16(frame, IP_AT + 10, 0);
    GuestFrames.put16(frame, IP_AT + 10, ~Rfc1071.sum(frame, IP_AT, IP_AT + headerLength, 0));
    int at = IP_AT + headerLength;
    int end = Math.min(frame.length, IP_AT + get16(frame, IP_AT + 2));
    int protocol = frame[IP_AT + 9];
    int pseudo = Rfc1071.sum(frame, IP_AT + 12, IP_AT + 20, protocol + end - at);
    mendTransport(frame, at, end, protocol, protocol == GuestFrames.ICMP ? 0 : pseudo);
  }

  private static void mend6(byte[] frame) {
    int end = Math.min(frame.length, PAYLOAD_AT + get16(frame, IP_AT + 4));
    int next = frame[IP_AT + 6] & 255;
    int at = PAYLOAD_AT;
    while (isExtension(next) && at + 1 < end) {
      next = frame[at] & 255;
      at += ((frame[at + 1] & 255) + 1) * 8;
    }
    int pseudo = Rfc1071.sum(frame, IP_AT + 8, IP_AT + 40, next + end - at);
    mendTransport(frame, at, end, next, pseudo);
  }

  private static boolean isExtension(int number) {
    return number == GuestFrames6.HOP_BY_HOP
        || number == GuestFrames6.ROUTING
        || number == GuestFrames6.DESTINATION_OPTIONS;
  }

  private static void mendTransport(byte[] frame, int at, int end, int protocol, int pseudo) {
    int field =
        switch (protocol) {
          case GuestFrames.ICMP, GuestFrames6.ICMPV6 -> 2;
          case GuestFrames.TCP -> 16;
          case GuestFrames.UDP -> 6;
          default -> -1;
        };
    if (field >= 0 && at + field + 2 <= end) {
      GuestFrames.put16(frame, at + field, 0);
      GuestFrames.put16(frame, at + field, ~Rfc1071.sum(frame, at, end, pseudo));
    }
  }

  private static int get16(byte[] frame, int at) {
    return (frame[at] & 255) << 8 | (frame[at + 1] & 255);
  }
}
