package org.slirp4j.tcpip.dhcp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.TestStack;

/** DHCPv4 messages as words: made of them for the server, and of its answers. */
final class Dhcp4Text {
  private static final List<String> TYPES =
      List.of(
          "BOOTP", "DISCOVER", "OFFER", "REQUEST", "DECLINE", "ACK", "NAK", "RELEASE", "INFORM");
  private static final Map<String, Integer> OPTIONS =
      Map.ofEntries(
          Map.entry("mask", 1),
          Map.entry("routers", 3),
          Map.entry("dns", 6),
          Map.entry("domain", 15),
          Map.entry("mtu", 26),
          Map.entry("everybody", 28),
          Map.entry("wanted", 50),
          Map.entry("lease", 51),
          Map.entry("server", 54),
          Map.entry("params", 55),
          Map.entry("max", 57),
          Map.entry("renew", 58),
          Map.entry("rebind", 59),
          Map.entry("client", 61),
          Map.entry("search", 119),
          Map.entry("routes", 121));
  private static final List<Integer> ADDRESSES = List.of(1, 3, 6, 28, 50, 54);
  private static final List<Integer> NUMBERS = List.of(51, 57, 58, 59, 26);
  private static final int OPTIONS_AT = 240;
  private static final long EVERYBODY = 0xffff_ffff_ffffL;

  private Dhcp4Text() {}

  /** Returns the words of a line: {@code key=value}, or a key alone. */
  static Map<String, String> words(String line) {
    Map<String, String> words = new LinkedHashMap<>();
    for (String word : line.strip().split("\\s+", -1)) {
      int equals = word.indexOf('=');
      words.put(
          equals < 0 ? word : word.substring(0, equals),
          equals < 0 ? "" : word.substring(equals + 1));
    }
    return words;
  }

  /** Returns a message of a client, without headers. */
  static byte[] message(String type, Map<String, String> words) {
    ByteBuffer message = ByteBuffer.allocate(OPTIONS_AT);
    message.put((byte) Integer.parseInt(words.getOrDefault("op", "1")));
    message.put((byte) Integer.parseInt(words.getOrDefault("htype", "1")));
    message.put((byte) Integer.parseInt(words.getOrDefault("hlen", "6")));
    message.put(3, (byte) 0);
    message.putInt(4, Integer.parseUnsignedInt(words.getOrDefault("xid", "7"), 16));
    message.putShort(8, (short) 9);
    message.putShort(10, (short) (words.containsKey("broadcast") ? 0x8000 : 0));
    message.putInt(12, GuestFrames.ip(words.getOrDefault("ciaddr", "0.0.0.0")));
    message.putInt(24, GuestFrames.ip(words.getOrDefault("giaddr", "0.0.0.0")));
    message.position(28);
    message.put(HexFormat.of().parseHex(words.getOrDefault("mac", "0242ac110002")));
    message.putInt(236, words.containsKey("nomagic") ? 1 : 0x6382_5363);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(message.array());
    if (!type.equals("BOOTP")) {
      all.writeBytes(new byte[] {53, 1, (byte) TYPES.indexOf(type)});
    }
    words.forEach((key, value) -> all.writeBytes(option(key, value)));
    if (words.containsKey("options")) {
      all.writeBytes(HexFormat.of().parseHex(words.get("options")));
    }
    all.write(255);
    byte[] bytes = all.toByteArray();
    put(bytes, 44, words.get("sname"));
    put(bytes, 108, words.get("file"));
    return bytes;
  }

  private static void put(byte[] bytes, int at, @Nullable String hex) {
    if (hex != null) {
      byte[] value = HexFormat.of().parseHex(hex);
      System.arraycopy(value, 0, bytes, at, value.length);
    }
  }

  private static byte[] option(String key, String value) {
    Integer code = OPTIONS.get(key);
    if (code == null) {
      return new byte[0];
    }
    byte[] bytes;
    if (ADDRESSES.contains(code)) {
      bytes = ByteBuffer.allocate(4).putInt(GuestFrames.ip(value)).array();
    } else if (code == 57) {
      bytes = ByteBuffer.allocate(2).putShort((short) Integer.parseInt(value)).array();
    } else if (NUMBERS.contains(code)) {
      bytes = ByteBuffer.allocate(4).putInt(Integer.parseUnsignedInt(value)).array();
    } else if (code == 55) {
      String[] codes = value.split(",", -1);
      bytes = new byte[codes.length];
      for (int i = 0; i < codes.length; i++) {
        bytes[i] = (byte) Integer.parseInt(codes[i]);
      }
    } else {
      bytes = value.getBytes(StandardCharsets.US_ASCII);
    }
    return ByteBuffer.allocate(2 + bytes.length)
        .put(code.byteValue())
        .put((byte) bytes.length)
        .put(bytes)
        .array();
  }

  /** Returns a message of a client in a frame. */
  static byte[] frame(String type, Map<String, String> words) {
    String current = words.getOrDefault("ciaddr", "0.0.0.0");
    int from = GuestFrames.ip(words.getOrDefault("from", current));
    int to = GuestFrames.ip(words.getOrDefault("to", "255.255.255.255"));
    byte[] message = message(type, words);
    GuestFrames guest = new GuestFrames(mac(words), from, TestStack.STACK_MAC);
    byte[] frame = guest.udp(68, to, 67, message);
    if (to == -1) {
      Arrays.fill(frame, 0, 6, (byte) EVERYBODY);
    }
    return frame;
  }

  private static long mac(Map<String, String> words) {
    String mac = words.getOrDefault("mac", "0242ac110002");
    return mac.length() == 12 ? Long.parseLong(mac, 16) : TestStack.GUEST_MAC;
  }

  /** Returns what an answer says, in words; options are in their order in "options". */
  static Map<String, String> words(EmittedFrame frame) {
    byte[] message = frame.payload();
    ByteBuffer view = ByteBuffer.wrap(message);
    Map<String, String> words = new LinkedHashMap<>();
    ByteBuffer ip = ByteBuffer.wrap(frame.bytes(), 14, 20);
    words.put(
        "from", text(ip.getInt(26)) + ":" + frame.udp().getHeader().getSrcPort().valueAsInt());
    words.put("to", text(ip.getInt(30)) + ":" + frame.udp().getHeader().getDstPort().valueAsInt());
    words.put("link", "%012x".formatted(frame.linkDestination()));
    words.put("op", Integer.toString(message[0]));
    words.put("xid", Integer.toHexString(view.getInt(4)));
    words.put("flags", Integer.toHexString(view.getShort(10)));
    words.put("ciaddr", text(view.getInt(12)));
    words.put("your", text(view.getInt(16)));
    words.put("siaddr", text(view.getInt(20)));
    words.put("giaddr", text(view.getInt(24)));
    words.put("mac", HexFormat.of().formatHex(message, 28, 28 + message[2]));
    words.put("magic", Integer.toHexString(view.getInt(236)));
    words.put("length", Integer.toString(message.length));
    List<String> codes = new ArrayList<>();
    int at = OPTIONS_AT;
    while (message[at] != -1) {
      int code = message[at] & 255;
      int length = message[at + 1] & 255;
      String value = value(code, Arrays.copyOfRange(message, at + 2, at + 2 + length));
      if (code == 53) {
        words.put("type", value);
      } else {
        codes.add(Integer.toString(code));
        words.merge(name(code), value, String::concat);
      }
      at += 2 + length;
    }
    for (at++; at < message.length; at++) {
      if (message[at] != 0) {
        throw new AssertionError("padding is not zero at " + at);
      }
    }
    words.put("options", String.join(",", codes));
    return words;
  }

  private static String name(int code) {
    for (Map.Entry<String, Integer> each : OPTIONS.entrySet()) {
      if (each.getValue() == code) {
        return each.getKey();
      }
    }
    return "o" + code;
  }

  private static String value(int code, byte[] bytes) {
    ByteBuffer view = ByteBuffer.wrap(bytes);
    if (code == 53) {
      return TYPES.get(bytes[0]);
    } else if (ADDRESSES.contains(code)) {
      return text(view.getInt());
    } else if (NUMBERS.contains(code)) {
      return bytes.length == 2
          ? Integer.toString(view.getShort() & 0xffff)
          : Integer.toUnsignedString(view.getInt());
    } else if (code == 15 || code == 61) {
      return new String(bytes, StandardCharsets.US_ASCII);
    }
    return HexFormat.of().formatHex(bytes);
  }

  private static String text(int address) {
    return IpAddress.v4(address).toString();
  }
}
