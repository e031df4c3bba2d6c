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
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.TestStack;

/** DHCPv6 messages as words: made of them for the server, and of its answers. */
final class Dhcp6Text {
  /** The server's name: from its link address. */
  static final String SERVER = "0003000152550a000202";

  private static final List<String> TYPES =
      List.of(
          "NONE",
          "SOLICIT",
          "ADVERTISE",
          "REQUEST",
          "CONFIRM",
          "RENEW",
          "REBIND",
          "REPLY",
          "RELEASE",
          "DECLINE",
          "RECONFIGURE",
          "INFORMATION-REQUEST",
          "RELAY-FORW",
          "RELAY-REPL");
  private static final Map<String, Integer> SETS = Map.of("na", 3, "ta", 4, "pd", 25);

  private Dhcp6Text() {}

  /**
   * Returns a message of a client: {@code client=NAME server=us|HEX na=NUMBER,ADDRESS,… ta=NUMBER
   * pd=NUMBER oro=CODE,… rapid options=HEX}; without {@code client} the name is "guest".
   */
  static byte[] message(String type, Map<String, String> words) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int number = Integer.parseInt(words.getOrDefault("xid", "7"), 16);
    all.writeBytes(
        ByteBuffer.allocate(4).putInt(TYPES.indexOf(type) << 24 | (number & 0xff_ffff)).array());
    String client = words.getOrDefault("client", "guest");
    if (!client.equals("none")) {
      all.writeBytes(option(1, client.getBytes(StandardCharsets.US_ASCII)));
    }
    String server = words.get("server");
    if (server != null) {
      all.writeBytes(option(2, HexFormat.of().parseHex(server.equals("us") ? SERVER : server)));
    }
    words.forEach((key, value) -> {
      String name = key.replaceFirst("[0-9]$", "");
      if (SETS.containsKey(name)) {
        all.writeBytes(set(SETS.get(name), value.split(",", -1)));
      }
    });
    String wanted = words.get("oro");
    if (wanted != null) {
      String[] codes = wanted.split(",", -1);
      ByteBuffer list = ByteBuffer.allocate(2 * codes.length);
      for (String code : codes) {
        list.putShort((short) Integer.parseInt(code));
      }
      all.writeBytes(option(6, list.array()));
    }
    if (words.containsKey("rapid")) {
      all.writeBytes(option(14, new byte[0]));
    }
    all.writeBytes(option(8, new byte[2]));
    all.writeBytes(HexFormat.of().parseHex(words.getOrDefault("options", "")));
    return all.toByteArray();
  }

  private static byte[] set(int code, String[] words) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int fixed = code == 4 ? 4 : 12;
    all.writeBytes(
        Arrays.copyOf(ByteBuffer.allocate(4).putInt(Integer.parseInt(words[0])).array(), fixed));
    for (int i = 1; i < words.length; i++) {
      byte[] address = GuestFrames6.bytes(GuestFrames6.ip(words[i]));
      all.writeBytes(option(5, Arrays.copyOf(address, 24)));
    }
    return option(code, all.toByteArray());
  }

  private static byte[] option(int code, byte[] value) {
    return ByteBuffer.allocate(4 + value.length)
        .putShort((short) code)
        .putShort((short) value.length)
        .put(value)
        .array();
  }

  /** Returns a message of a client in a frame. */
  static byte[] frame(String type, Map<String, String> words) {
    String from = words.getOrDefault("from", "fe80::42:acff:fe11:2");
    IpAddress to = GuestFrames6.ip(words.getOrDefault("to", "ff02::1:2"));
    GuestFrames6 guest =
        new GuestFrames6(TestStack.GUEST_MAC, GuestFrames6.ip(from), TestStack.STACK_MAC);
    return guest.ipv6(to, 17, guest.udpDatagram(546, to, 547, message(type, words)));
  }

  /** Returns what an answer says, in words; options are in their order in "options". */
  static Map<String, String> words(EmittedFrame frame) {
    byte[] message = frame.payload();
    Map<String, String> words = new LinkedHashMap<>();
    var ports = frame.udp().getHeader();
    ByteBuffer ip = ByteBuffer.wrap(frame.bytes());
    words.put("from", address(ip, 22) + "#" + ports.getSrcPort().valueAsInt());
    words.put("to", address(ip, 38) + "#" + ports.getDstPort().valueAsInt());
    words.put("link", "%012x".formatted(frame.linkDestination()));
    words.put("type", TYPES.get(message[0]));
    words.put("xid", Integer.toHexString(ByteBuffer.wrap(message).getInt(0) & 0xff_ffff));
    words.put("length", Integer.toString(message.length));
    List<String> codes = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(message).position(4);
    while (rest.hasRemaining()) {
      int code = rest.getShort();
      byte[] value = new byte[rest.getShort()];
      rest.get(value);
      codes.add(Integer.toString(code));
      words.put(name(code, value), value(code, value));
    }
    words.put("options", String.join(",", codes));
    return words;
  }

  private static String name(int code, byte[] value) {
    return switch (code) {
      case 1 -> "client";
      case 2 -> "server";
      case 3 -> "na" + ByteBuffer.wrap(value).getInt();
      case 4 -> "ta" + ByteBuffer.wrap(value).getInt();
      case 25 -> "pd" + ByteBuffer.wrap(value).getInt();
      case 7 -> "preference";
      case 13 -> "status";
      case 14 -> "rapid";
      case 23 -> "dns";
      case 24 -> "search";
      default -> "o" + code;
    };
  }

  private static String value(int code, byte[] value) {
    ByteBuffer view = ByteBuffer.wrap(value);
    return switch (code) {
      case 1 -> new String(value, StandardCharsets.US_ASCII);
      case 3, 4, 25 -> setValue(view, code == 4 ? 4 : 12);
      case 7 -> Integer.toString(value[0] & 255);
      case 13 -> Integer.toString(view.getShort());
      case 23 -> address(view, 0);
      case 32, 82, 83 -> Integer.toString(view.getInt());
      default -> HexFormat.of().formatHex(value);
    };
  }

  // "T1/T2,ADDRESS/PREFERRED/VALID,…,!STATUS"
  private static String setValue(ByteBuffer view, int fixed) {
    List<String> parts = new ArrayList<>();
    if (fixed == 12) {
      parts.add(view.getInt(4) + "/" + view.getInt(8));
    }
    view.position(fixed);
    while (view.hasRemaining()) {
      int code = view.getShort();
      int length = view.getShort();
      int at = view.position();
      parts.add(
          code == 5
              ? address(view, at) + "/" + view.getInt(at + 16) + "/" + view.getInt(at + 20)
              : code == 13 ? "!" + view.getShort(at) : "?" + code);
      view.position(at + length);
    }
    return String.join(",", parts);
  }

  private static String address(ByteBuffer view, int at) {
    IpAddress address = new IpAddress(view.getLong(at), view.getLong(at + 8));
    return address.toString().replaceFirst("(:0)+:", "::");
  }
}
