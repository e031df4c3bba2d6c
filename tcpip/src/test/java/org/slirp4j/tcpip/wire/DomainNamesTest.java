package org.slirp4j.tcpip.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.dhcp.DnsNames;

class DomainNamesTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  @Test
  void namesStandOneAfterAnother() {
    assertArrayEquals(
        hex("01 61 02 6262 00 01 63 00"), DomainNames.plain(List.of("a.bb", "c"), 100));
    assertEquals(0, DomainNames.plain(List.of(), 100).length);
  }

  // RFC 3397, 2, the example: eng.apple.com and marketing.apple.com
  @Test
  void knownEndsArePointers() {
    assertArrayEquals(
        hex("03 656e67 05 6170706c65 03 636f6d 00 09 6d61726b6574696e67 c004"),
        DomainNames.compressed(List.of("eng.apple.com", "marketing.apple.com"), 100));
    assertArrayEquals(
        hex("01 61 01 62 00 c000 c002"), DomainNames.compressed(List.of("a.b", "a.b", "b"), 100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "a..b", ".a", "a.", "a b", "a\u0000", "\u00e4.de", "LONG", "LABEL"})
  void whatCannotBeWrittenIsLeftOut(String name) {
    String bad = name.replace("LONG", "a.".repeat(127) + "a").replace("LABEL", "a".repeat(64));
    List<String> names = List.of("x.y", bad, "z.y");
    assertEquals(List.of("x.y", "z.y"), DnsNames.read(DomainNames.plain(names, 1000)));
    assertEquals(List.of("x.y", "z.y"), DnsNames.read(DomainNames.compressed(names, 1000)));
  }

  @Test
  void theLongestNameAndLabelCanBeWritten() {
    String label = "a".repeat(63);
    String name = label + "." + label + "." + label + "." + "a".repeat(61);
    assertEquals(255, DomainNames.plain(List.of(name), 255).length);
    assertEquals(0, DomainNames.plain(List.of(name), 254).length);
    assertEquals(0, DomainNames.plain(List.of(name + "a"), 1000).length);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsWrittenReadsTheSameAndFits(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      List<String> names = new ArrayList<>();
      for (int n = random.nextInt(12); n >= 0; n--) {
        List<String> labels = new ArrayList<>();
        for (int l = random.nextInt(4); l >= 0; l--) {
          labels.add("abc".substring(0, 1 + random.nextInt(3)).repeat(1 + random.nextInt(3)));
        }
        names.add(String.join(".", labels));
      }
      int most = random.nextInt(200);
      byte[] plain = DomainNames.plain(names, most);
      byte[] compressed = DomainNames.compressed(names, most);
      assertTrue(plain.length <= most && compressed.length <= most);
      List<String> read = DnsNames.read(compressed);
      assertEquals(names.subList(0, read.size()), read);
      assertEquals(names.subList(0, DnsNames.read(plain).size()), DnsNames.read(plain));
      assertTrue(read.size() >= DnsNames.read(plain).size());
    }
  }
}
