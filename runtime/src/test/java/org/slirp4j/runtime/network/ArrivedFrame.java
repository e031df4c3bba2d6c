package org.slirp4j.runtime.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** Sees to it that a frame which has reached a receiver is well-formed, whoever sent it. */
final class ArrivedFrame {
  private static final int IP_AT = HostileFrames.IP_AT;
  private static final int LATER_FRAGMENT = -1;

  private final ByteBuffer frame;
  private final int end;

  ArrivedFrame(byte[] bytes) {
    frame = ByteBuffer.wrap(bytes);
    end = bytes.length;
  }

  private int get8(int at) {
    return frame.get(at) & 0xff;
  }

  private int get16(int at) {
    return frame.getShort(at) & 0xffff;
  }

  private int vnet16(int at) {
    return frame.duplicate().order(ByteOrder.nativeOrder()).getShort(at) & 0xffff;
  }

  /** Checks everything. */
  void check(Inside receiver, long receiverMac, Membership sender, Membership at) {
    assertEquals(receiverMac, frame.getLong(10) >>> 16, "link address");
    assertEquals(receiver.gatewayMac(), frame.getLong(14) & 0xffff_ffff_ffffL, "gateway's");
    boolean v4 = get16(22) == 0x0800;
    if (!v4) {
      assertEquals(0x86dd, get16(22));
    }
    int transport = v4 ? checkV4(receiver, sender) : checkV6(receiver, sender);
    int protocol = v4 ? get8(IP_AT + 9) : upperV6;
    if (transport != LATER_FRAGMENT && (protocol == 1 || protocol == 58)) {
      checkIcmp(v4, transport, receiver, sender);
    }
    checkVnet(v4, protocol, transport);
  }

  private int upperV6;

  private int checkV4(Inside receiver, Membership sender) {
    int headerLength = (get8(IP_AT) & 15) * 4;
    assertEquals(4, get8(IP_AT) >>> 4);
    assertTrue(headerLength >= 20);
    assertEquals(end - IP_AT, get16(IP_AT + 2), "nothing hangs on behind the packet");
    assertEquals(sender.outsideV4(), frame.getInt(IP_AT + 12), "source");
    assertEquals(receiver.guest(), frame.getInt(IP_AT + 16), "destination");
    return (get16(IP_AT + 6) & 0x1fff) != 0 ? LATER_FRAGMENT : IP_AT + headerLength;
  }

  private int checkV6(Inside receiver, Membership sender) {
    assertEquals(6, get8(IP_AT) >>> 4);
    assertEquals(end - IP_AT - 40, get16(IP_AT + 4), "nothing hangs on behind the packet");
    assertEquals(sender.outsideV6(), frame.getLong(IP_AT + 8), "source");
    assertEquals(receiver.prefix(), frame.getLong(IP_AT + 24), "destination");
    assertNotEquals(2, frame.getLong(IP_AT + 32), "the receiver's gateway");
    assertNotEquals(3, frame.getLong(IP_AT + 32), "the receiver's name server");
    int next = get8(IP_AT + 6);
    int at = IP_AT + 40;
    while (Set.of(0, 43, 44, 60).contains(next)) {
      if (next == 44 && (get16(at + 2) & 0xfff8) != 0) {
        return LATER_FRAGMENT;
      }
      int length = next == 44 ? 8 : 8 * (get8(at + 1) + 1);
      next = get8(at);
      at += length;
    }
    assertTrue(at <= end, "all headers are there");
    upperV6 = next;
    return at;
  }

  private void checkIcmp(boolean v4, int at, Inside receiver, Membership sender) {
    int type = get8(at);
    if (v4 ? type == 0 || type == 8 : type == 128 || type == 129) {
      return;
    }
    assertTrue((v4 ? Set.of(3, 11, 12) : Set.of(1, 2, 3, 4)).contains(type), "type " + type);
    if (v4) {
      assertEquals(receiver.guest(), frame.getInt(at + 8 + 12), "about the receiver's own packet");
      assertEquals(sender.outsideV4(), frame.getInt(at + 8 + 16), "to the sender");
    } else {
      assertEquals(receiver.prefix(), frame.getLong(at + 8 + 8), "about the receiver's own packet");
      assertEquals(sender.outsideV6(), frame.getLong(at + 8 + 24), "to the sender");
    }
  }

  private void checkVnet(boolean v4, int protocol, int transport) {
    int type = get8(1);
    int start = HostileFrames.VNET_BYTES + vnet16(6);
    int field = start + vnet16(8);
    if (get8(0) == 0) {
      assertEquals(0, frame.getLong(0), "nothing is left");
      return;
    }
    assertEquals(1, get8(0), "flags");
    assertNotEquals(LATER_FRAGMENT, transport, "a fragment is complete");
    assertTrue(start >= transport && field + 2 <= end, "start " + start + ", field " + field);
    if (protocol == 6 || type != 0) {
      assertEquals(transport, start);
      assertEquals(transport + (protocol == 6 ? 16 : 6), field);
    }
    if (type == 0) {
      assertEquals(0, vnet16(2) | vnet16(4));
    } else {
      assertEquals(protocol == 17 ? 5 : v4 ? 1 : 4, type & 0x7f);
      int headers = transport + (protocol == 17 ? 8 : (get8(transport + 12) >>> 4) * 4);
      assertEquals(headers - HostileFrames.VNET_BYTES, vnet16(2), "header length");
      assertTrue(headers <= end && vnet16(4) > 0);
    }
  }
}
