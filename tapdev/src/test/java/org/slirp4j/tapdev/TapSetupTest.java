package org.slirp4j.tapdev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;

/** What TapSetup, TapDevice and Link leave in a real namespace, as ip(8) sees it. */
@Tag("kernel")
class TapSetupTest {
  static final MacAddress MAC = MacAddress.parse("52:54:00:12:34:56");
  static final LinkConfig CONFIG =
      new LinkConfig(65520, MAC, new LinkConfig.Ipv4(ip("10.0.2.100"), 24, ip("10.0.2.2")));

  static Inet4Address ip(String text) {
    try {
      return (Inet4Address) InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void newTapIsConfigured() throws Exception {
    try (Inside inside = new Inside();
        NamespaceEntry entry = inside.entry();
        TapDevice device = TapSetup.open(entry, "tap0", true, CONFIG)) {
      assertEquals("tap0", device.name());
      assertEquals(MAC, device.macAddress());
      assertTrue(device.offloads().vnetHeader());
      assertTrue(device.offloads().tso4());
      assertEquals(VnetHeader.BYTES, device.headerBytes());
      assertTrue(inside.run("ip", "link", "show", "lo").contains("LOOPBACK,UP"));
      String link = inside.run("ip", "-d", "addr", "show", "tap0");
      assertTrue(link.contains("MULTICAST,UP"), link);
      assertTrue(link.contains("mtu 65520"), link);
      assertTrue(link.contains("qlen " + TransmitQueue.packets(65_520)), link);
      assertTrue(link.contains("link/ether 52:54:00:12:34:56"), link);
      assertTrue(link.contains("inet 10.0.2.100/24 brd 10.0.2.255"), link);
      assertTrue(link.contains("tap pi off vnet_hdr on persist off"), link);
      List<String> routes = inside.run("ip", "route").lines().map(String::strip).toList();
      assertTrue(routes.contains("default via 10.0.2.2 dev tap0"), routes.toString());
      assertTrue(
          routes.contains("10.0.2.0/24 dev tap0 proto kernel scope link src 10.0.2.100"),
          routes.toString());
    }
  }

  @Test
  void theQueueIsBoundedInPacketsAndInBytes() {
    assertEquals(TransmitQueue.MAX_PACKETS, TransmitQueue.packets(1_500));
    assertEquals(2_048, TransmitQueue.packets(65_520));
  }

  @Test
  void closingTheDeviceRemovesTheInterface() throws Exception {
    try (Inside inside = new Inside();
        NamespaceEntry entry = inside.entry()) {
      long before = Inside.descriptors();
      TapDevice device = TapSetup.open(entry, "tap0", true, CONFIG);
      assertTrue(inside.interfaces().contains("tap0"));
      device.close();
      device.close();
      assertEquals(List.of("lo"), inside.interfaces());
      assertEquals(before, Inside.descriptors());
    }
  }

  @Test
  void withoutAConfigurationTheLinkIsLeftAlone() throws Exception {
    try (Inside inside = new Inside();
        NamespaceEntry entry = inside.entry();
        TapDevice device = TapSetup.open(entry, "tap%d", false, null)) {
      String link = inside.run("ip", "-d", "addr", "show", device.name());
      assertEquals("tap0", device.name());
      assertTrue(link.contains("state DOWN"), link);
      assertTrue(link.contains("vnet_hdr off"), link);
      assertFalse(link.contains("inet "), link);
      assertEquals(TapOffloads.NONE, device.offloads());
      assertEquals(0, device.headerBytes());
    }
  }

  @Test
  void persistentTapIsAttachedToAgainAndAgain() throws Exception {
    try (Inside inside = new Inside();
        NamespaceEntry entry = inside.entry()) {
      inside.run("ip", "tuntap", "add", "mode", "tap", "name", "tap0");
      for (int run = 0; run < 2; run++) {
        try (TapDevice device = TapSetup.open(entry, "tap0", true, CONFIG)) {
          assertTrue(device.offloads().uso() || device.offloads().tso4());
          String link = inside.run("ip", "-d", "link", "show", "tap0");
          assertTrue(link.contains("vnet_hdr on persist on"), link);
        }
        String after = inside.run("ip", "addr", "show", "tap0");
        assertTrue(after.contains("inet 10.0.2.100/24"), after);
      }
      try (TapDevice plain = TapSetup.open(entry, "tap0", false, null)) {
        String link = inside.run("ip", "-d", "link", "show", plain.name());
        assertTrue(link.contains("vnet_hdr off persist on"), link);
      }
    }
  }

  @Test
  void persistentTapWithSeveralQueuesIsAttachedTo() throws Exception {
    try (Inside inside = new Inside();
        NamespaceEntry entry = inside.entry()) {
      inside.run("ip", "tuntap", "add", "mode", "tap", "multi_queue", "name", "tap0");
      try (TapDevice device = TapSetup.open(entry, "tap0", true, CONFIG)) {
        String link = inside.run("ip", "-d", "link", "show", device.name());
        assertTrue(link.contains("multi_queue"), link);
        assertTrue(link.contains("vnet_hdr on"), link);
      }
    }
  }

  @Test
  void inheritedTapIsTakenOverAsItIs() throws Exception {
    try (Inside inside = new Inside();
        NamespaceEntry entry = inside.entry();
        TapDevice owner = TapSetup.open(entry, "tap7", true, null)) {
      int fd = FileCalls.dup(owner.descriptor().intValue());
      try (TapDevice heir = TapDevice.inherited(fd)) {
        assertEquals("tap7", heir.name());
        assertTrue(heir.offloads().checksum());
        int flags = FileCalls.fcntl(fd, FileCalls.F_GETFD, 0);
        assertEquals(FileCalls.FD_CLOEXEC, flags);
      }
    }
  }

  @Test
  void descriptorThatIsNoTapIsRefusedAndClosed() throws Exception {
    int fd = FileCalls.open("/dev/null", FileCalls.O_RDWR);
    SystemCallException e = assertThrows(SystemCallException.class, () -> TapDevice.inherited(fd));
    assertEquals(Errno.ENOTTY, e.errno());
    assertEquals(-1, FileCalls.fcntl(fd, FileCalls.F_GETFD, 0));
  }

  @Test
  void takenNameIsRefused() throws Exception {
    try (Inside inside = new Inside();
        NamespaceEntry entry = inside.entry();
        TapDevice holder = TapSetup.open(entry, "tap0", true, CONFIG)) {
      long before = Inside.descriptors();
      SystemCallException e =
          assertThrows(
              SystemCallException.class, () -> TapSetup.open(entry, holder.name(), true, CONFIG));
      assertEquals(
          "ioctl TUNSETIFF tap0: EBUSY (Device or resource busy): another process has it: end that"
              + " one or choose another name",
          e.getMessage());
      assertEquals(before, Inside.descriptors());
    }
  }

  @Test
  void nameOfAnotherKindOfInterfaceAndImpossibleNamesAreRefused() throws Exception {
    try (Inside inside = new Inside();
        NamespaceEntry entry = inside.entry()) {
      long before = Inside.descriptors();
      for (String name : List.of("lo", "a/b", "", "sixteen-bytes-xx")) {
        SystemCallException e =
            assertThrows(
                SystemCallException.class, () -> TapSetup.open(entry, name, true, CONFIG), name);
        assertEquals(Errno.EINVAL, e.errno(), name);
      }
      assertEquals(before, Inside.descriptors());
      assertEquals(List.of("lo"), inside.interfaces());
    }
  }

  @Test
  void impossibleMtuLeavesNoInterface() throws Exception {
    try (Inside inside = new Inside();
        NamespaceEntry entry = inside.entry()) {
      long before = Inside.descriptors();
      LinkConfig tooLong = new LinkConfig(70_000, null, null);
      SystemCallException e =
          assertThrows(
              SystemCallException.class, () -> TapSetup.open(entry, "tap0", true, tooLong));
      assertEquals("ioctl SIOCSIFMTU", e.operation());
      assertEquals(before, Inside.descriptors());
      assertEquals(List.of("lo"), inside.interfaces());
    }
  }
}
