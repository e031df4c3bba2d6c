package org.slirp4j.runtime.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The dump of good frames and bad ones. */
final class FrameDumpTest {
  private static final String PING =
      "52550a000202 020000000001 0800"
          + "4500001d000040004001626e0a0002640a000202"
          + "0800f7fc00010002 2a";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final FrameDump dump =
      new FrameDump(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  @Test
  void printsHeadersAndTheLengthOfThePayload() {
    dump.onFrame(false, HexFormat.of().parseHex(PING.replace(" ", "")));
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(text.startsWith("==== ") && text.contains(" from the container, 43 bytes\n"), text);
    assertTrue(text.contains("Destination address: 52:55:0a:00:02:02"), text);
    assertTrue(text.contains("Destination address: /10.0.2.2"), text);
    assertTrue(text.contains("[ICMPv4 Echo Header"), text);
    assertTrue(text.endsWith("[data (1 bytes)]\n"), text);
  }

  @Test
  void survivesWhateverTheContainerSends() {
    Random random = new Random(1);
    byte[] good = HexFormat.of().parseHex(PING.replace(" ", ""));
    int frames = 2_000;
    for (int i = 0; i < frames; i++) {
      byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 20));
      for (int flips = random.nextInt(8); flips > 0 && bad.length > 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      dump.onFrame(true, bad);
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertEquals(frames, text.lines().filter(line -> line.startsWith("==== ")).count());
  }

  @Test
  void survivesThousandsOfHeadersInEachOther() {
    for (int each : new int[] {0, 43, 60}) {
      byte[] frame = new byte[60_000];
      System.arraycopy(HexFormat.of().parseHex("86dd60000000ea2a"), 0, frame, 12, 8);
      frame[20] = (byte) each;
      for (int i = 54; i + 8 <= frame.length; i += 8) {
        System.arraycopy(new byte[] {(byte) each, 0, 1, 4}, 0, frame, i, 4);
      }
      bytes.reset();
      dump.onFrame(false, frame);
      String text = bytes.toString(StandardCharsets.UTF_8);
      assertTrue(text.contains(" 60000 bytes\n") && text.contains("[IPv6 Header"), text);
    }
  }

  @Test
  void thePayloadOfALongFrameIsToldInFull() {
    byte[] frame = new byte[50_000];
    System.arraycopy(HexFormat.of().parseHex(PING.replace(" ", "")), 0, frame, 0, 43);
    frame[16] = (byte) ((frame.length - 14) >> 8);
    frame[17] = (byte) (frame.length - 14);
    dump.onFrame(false, frame);
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(text.endsWith("[data (" + (frame.length - 42) + " bytes)]\n"), text);
  }
}
