package org.slirp4j.runtime.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * Frames with virtio-net headers as a hostile container sends them: right ones, of which something
 * or other is then changed.
 */
final class HostileFrames {
  static final int VNET_BYTES = 10;
  static final int IP_AT = VNET_BYTES + 14;
  private static final int MAX_BYTES = 3_000;

  private final Random random;
  private final Inside inside;
  private final int v4Target;
  private final long v6Target;
  private final long v6TargetId;
  private ByteBuffer frame = ByteBuffer.allocate(MAX_BYTES);

  /**
   * Makes them.
   *
   * @param inside the sender's network
   * @param v4Target whom they are for
   * @param v6Target whom they are for: the first half
   */
  HostileFrames(Random random, Inside inside, int v4Target, long v6Target, long v6TargetId) {
    this.random = random;
    this.inside = inside;
    this.v4Target = v4Target;
    this.v6Target = v6Target;
    this.v6TargetId = v6TargetId;
  }

  /** Returns the next frame. */
  byte[] next() {
    frame = ByteBuffer.allocate(MAX_BYTES);
    frame.position(VNET_BYTES);
    boolean v4 = random.nextBoolean();
    frame.putLong(inside.gatewayMac() << 16 | 0x5254).putInt(0x0001_0203);
    frame.putShort((short) (v4 ? 0x0800 : 0x86dd));
    int protocol = any(6, 6, 17, 17, v4 ? 1 : 58, v4 ? 1 : 58, 132, 4, 41);
    if (v4) {
      v4(inside.guest(), v4Target, protocol, 0);
    } else {
      v6(inside.prefix(), 0x5054, v6Target, v6TargetId, protocol);
    }
    int end = frame.position();
    offload(v4, protocol);
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      change(end);
    }
    int length = random.nextInt(8) == 0 ? random.nextInt(end + 40) : end;
    byte[] bytes = new byte[length];
    frame.get(0, bytes, 0, length);
    return bytes;
  }

  private void v4(int source, int destination, int protocol, int depth) {
    int at = frame.position();
    int options = random.nextInt(6) == 0 ? 4 * (1 + random.nextInt(10)) : 0;
    int fragment = random.nextInt(5) == 0 ? any(0x2000, 0x2001, 1, 0x1fff) : 0;
    frame.put((byte) (0x45 + options / 4)).put((byte) 0).putShort((short) 0).putShort((short) 7);
    frame.putShort((short) fragment).put((byte) 255).put((byte) protocol).putShort((short) 0);
    frame.putInt(source).putInt(destination);
    for (int i = 0; i < options; i++) {
      frame.put((byte) any(0, 1, 7, 131, 137, 4, 68));
    }
    transport(protocol, depth, true);
    frame.putShort(at + 2, (short) (frame.position() - at));
  }

  private void v6(long source, long sourceId, long destination, long destinationId, int protocol) {
    int at = frame.position();
    frame.putInt(0x6000_0000).putShort((short) 0).put((byte) protocol).put((byte) 255);
    frame.putLong(source).putLong(sourceId).putLong(destination).putLong(destinationId);
    int nextAt = at + 6;
    for (int headers = random.nextInt(3) == 0 ? random.nextInt(10) : 0; headers > 0; headers--) {
      int number = any(0, 43, 44, 60);
      byte after = frame.get(nextAt);
      frame.put(nextAt, (byte) number);
      nextAt = frame.position();
      int offset = number == 44 ? any(0, 0, 1, 8, 0x101) : 0;
      frame.put(after).put((byte) 0).putShort((short) offset).putInt(random.nextInt());
    }
    transport(protocol, 0, false);
    frame.putShort(at + 4, (short) (frame.position() - at - 40));
  }

  private void transport(int protocol, int depth, boolean v4) {
    int at = frame.position();
    byte[] noise = new byte[8 + random.nextInt(40)];
    random.nextBytes(noise);
    switch (protocol) {
      case 6 -> {
        frame.put(new byte[12]).put((byte) (any(5, 5, 5, 6, 15, 2) << 4)).put(new byte[7]);
        frame.put(noise);
      }
      case 17 -> frame.putInt(0x0035_0035).putShort((short) (8 + noise.length)).put(noise);
      case 1, 58 -> {
        frame.putInt(any(0, 1, 2, 3, 4, 5, 8, 9, 11, 12, 128, 129, 133, 134, 135, 136, 137) << 24);
        frame.putInt(0);
        if (depth == 0 && random.nextInt(4) != 0) {
          quoted(v4);
        } else {
          frame.put(noise);
        }
      }
      default -> frame.put(noise);
    }
    if (random.nextInt(30) == 0) {
      frame.position(at);
    }
  }

  private void quoted(boolean v4) {
    boolean own = random.nextInt(4) != 0;
    boolean toSender = random.nextInt(4) != 0;
    int stranger = 0x0808_0808;
    if (v4) {
      v4(own ? v4Target : stranger, toSender ? inside.guest() : stranger, any(6, 17), 1);
    } else {
      frame.putLong(0x6000_0000L << 32 | 8 << 16 | 17 << 8 | 64);
      frame.putLong(own ? v6Target : stranger).putLong(v6TargetId);
      frame.putLong(toSender ? inside.prefix() : stranger).putLong(0x5054);
      frame.putLong(random.nextLong());
    }
  }

  private void offload(boolean v4, int protocol) {
    int kind = random.nextInt(4);
    int transport = v4 ? 14 + (frame.get(IP_AT) & 15) * 4 : 54;
    int offset = protocol == 6 ? 16 : 6;
    boolean segments = kind == 2 && (protocol == 6 || protocol == 17);
    int type = !segments ? 0 : protocol == 17 ? 5 : v4 ? 1 : 4;
    if (kind >= 1) {
      vnet(any(1, 1, 1, 0, 2, 3), type, random.nextInt(200), segments ? 100 : 0, transport, offset);
    }
    if (kind == 3) {
      int anywhere = random.nextInt(3) == 0 ? random.nextInt(1 << 16) : random.nextInt(120);
      vnet(1, any(0, 0, type), 0xffff, random.nextInt(2), anywhere, random.nextInt(30));
    }
  }

  private void vnet(int flags, int type, int headers, int size, int start, int offset) {
    frame.order(ByteOrder.nativeOrder());
    frame.put(0, (byte) flags).put(1, (byte) type).putShort(2, (short) headers);
    frame.putShort(4, (short) size).putShort(6, (short) start).putShort(8, (short) offset);
    frame.order(ByteOrder.BIG_ENDIAN);
  }

  private void change(int end) {
    switch (random.nextInt(4)) {
      case 0 -> frame.put(random.nextInt(end), (byte) random.nextInt());
      case 1 -> frame.put(IP_AT + random.nextInt(44), (byte) random.nextInt());
      case 2 -> frame.putInt(IP_AT + 12, any(0x0a00_0202, 0x0a00_0203, 0x0ad5_0001, 0x7f00_0001));
      default -> frame.putLong(IP_AT + 32, any(2, 3, 1));
    }
  }

  private int any(int... choice) {
    return choice[random.nextInt(choice.length)];
  }
}
