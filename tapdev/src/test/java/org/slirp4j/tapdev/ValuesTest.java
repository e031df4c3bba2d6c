package org.slirp4j.tapdev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.slirp4j.tapdev.libc.Errno;

/** The module's values and texts, without a kernel. */
class ValuesTest {
  @Test
  void macAddressIsReadAndWritten() {
    assertEquals(0x52540a0b0c0dL, MacAddress.parse("52:54:0A:0b:0c:0d").bits());
    assertEquals("52:54:0a:0b:0c:0d", new MacAddress(0x52540a0b0c0dL).toString());
    byte[] octets = {0x52, 0x54, (byte) 0xff, 0, (byte) 0x80, 1};
    assertArrayEquals(octets, MacAddress.of(octets).octets());
  }

  @Test
  void macAddressOfNoInterfaceIsRefused() {
    for (String text :
        List.of(
            "",
            "52:54:00:12:34",
            "52:54:00:12:34:5g",
            "525400:123456::::",
            "52-54-00-12-34-56",
            "01:00:5e:00:00:01",
            "ff:ff:ff:ff:ff:ff",
            "00:00:00:00:00:00")) {
      assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(text), text);
    }
  }

  @Test
  void netmaskHasAsManyBitsAsThePrefix() {
    assertArrayEquals(new byte[] {0, 0, 0, 0}, netmask(0));
    assertArrayEquals(new byte[] {-1, -1, -1, 0}, netmask(24));
    assertArrayEquals(new byte[] {-1, -1, -1, -128}, netmask(25));
    assertArrayEquals(new byte[] {-1, -1, -1, -1}, netmask(32));
    assertThrows(IllegalArgumentException.class, () -> netmask(33));
    assertThrows(IllegalArgumentException.class, () -> netmask(-1));
  }

  private static byte[] netmask(int prefixLength) {
    return new LinkConfig.Ipv4(
            TapSetupTest.ip("10.0.2.100"), prefixLength, TapSetupTest.ip("10.0.2.2"))
        .netmask();
  }

  @Test
  void offloadsFallBackFromTheFullSetToNothing() {
    List<TapOffloads> steps =
        java.util.Arrays.stream(TapOffloads.steps()).mapToObj(TapOffloads::of).toList();
    assertEquals(new TapOffloads(true, true, true, true, true, true), steps.getFirst());
    assertEquals(new TapOffloads(true, true, true, true, true, false), steps.get(1));
    assertEquals(new TapOffloads(true, false, false, false, false, false), steps.getLast());
  }

  @Test
  void offloadOfUdpNeedsBothFamilies() {
    assertFalse(TapOffloads.of(TapOffloads.TUN_F_CSUM | TapOffloads.TUN_F_USO4).uso());
    assertTrue(
        TapOffloads.of(TapOffloads.TUN_F_CSUM | TapOffloads.TUN_F_USO4 | TapOffloads.TUN_F_USO6)
            .uso());
  }

  @Test
  void commandIsLookedForInPathUnlessItNamesAFile() {
    assertEquals(List.of("/a/x", "./x", "/b/x"), CommandTable.candidates("x", "/a::/b"));
    assertEquals(List.of("/bin/x", "/usr/bin/x"), CommandTable.candidates("x", null));
    assertEquals(List.of("./x"), CommandTable.candidates("./x", "/a"));
    assertEquals(List.of(""), CommandTable.candidates("", "/a"));
  }

  @Test
  void failureIsToldInOneLineWithAdvice() {
    assertEquals(
        "open /dev/net/tun: EACCES (Permission denied): make it accessible to this user, as root:"
            + " chmod 666 /dev/net/tun",
        new InsideFile.Tun().failure(Errno.EACCES).getMessage());
    assertTrue(new InsideFile.Tun().failure(Errno.ENOENT).advice().contains("modprobe tun"));
    assertTrue(new InsideFile.Tun().failure(Errno.ENODEV).advice().contains("modprobe tun"));
    SystemCallException noAdvice = new SystemCallException("open", "x", Errno.EIO, "");
    assertEquals("open x: EIO (Input/output error)", noAdvice.getMessage());
    assertEquals("open", noAdvice.operation());
    assertEquals("x", noAdvice.object());
    assertEquals(Errno.EIO, noAdvice.errno());
  }

  @Test
  void hostileNameDoesNotBreakTheLine() {
    assertEquals(
        "open a?b: ENOENT (No such file or directory)",
        new SystemCallException("open", "a\nb", Errno.ENOENT, "").getMessage());
  }

  @Test
  void helperArgumentsSurviveTheCommandLine() {
    InsideFile socket = new InsideFile.Socket(10, 2, 58);
    assertEquals(socket, NamespaceHelper.file(NamespaceHelper.argument(socket)));
    InsideFile tun = new InsideFile.Tun();
    assertEquals(tun, NamespaceHelper.file(NamespaceHelper.argument(tun)));
  }
}
