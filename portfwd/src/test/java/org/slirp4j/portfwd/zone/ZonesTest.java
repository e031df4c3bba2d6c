package org.slirp4j.portfwd.zone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.IpAddress;

class ZonesTest {
  private static final IpAddress ONE = IpAddress.v4(0x0a00_0001);
  private static final IpAddress TWO = IpAddress.v4(0x0a00_0002);
  private static final IpAddress SIX = new IpAddress(0xfd00L << 48, 1);

  private final Zones zones = new Zones();

  private void add(String name, @Nullable IpAddress otherwise, Zone.Host... hosts) {
    assertTrue(zones.add(new Zone(name, List.of(hosts), otherwise)));
  }

  @Test
  void namesOfAZoneAreKnownAndOthersAreForSomebodyElse() {
    add("internal", null, new Zone.Host("web", ONE), new Zone.Host("web", SIX));
    assertEquals(List.of(ONE, SIX), zones.addresses("web.internal"));
    assertEquals(List.of(), zones.addresses("db.internal"), "no such name");
    assertEquals(List.of(), zones.addresses("internal"));
    assertNull(zones.addresses("webinternal"));
    assertNull(zones.addresses("web.internal.org"));
  }

  @Test
  void longestZoneKnowsBestAndADefaultIsForAllOthers() {
    add("internal", ONE);
    add("apps.internal", null, new Zone.Host("", TWO));
    assertEquals(List.of(ONE), zones.addresses("x.y.internal"));
    assertEquals(List.of(TWO), zones.addresses("apps.internal"));
    assertEquals(List.of(), zones.addresses("x.apps.internal"));
  }

  @Test
  void addingAgainReplacesNamesAndKeepsTheOthers() {
    add("internal", ONE, new Zone.Host("web", ONE), new Zone.Host("db", ONE));
    add("internal", null, new Zone.Host("web", TWO));
    assertEquals(List.of(TWO), zones.addresses("web.internal"));
    assertEquals(List.of(ONE), zones.addresses("db.internal"));
    assertEquals(List.of(ONE), zones.addresses("x.internal"), "the default stays");
    assertEquals(1, zones.all().size());
  }

  @Test
  void zonesAndTheirNamesAreBounded() {
    for (int i = 0; i < Zones.MAX_ZONES; i++) {
      add("z" + i, null);
    }
    assertFalse(zones.add(new Zone("one-more", List.of(), null)));
    List<Zone.Host> many =
        IntStream.range(0, Zone.MAX_HOSTS).mapToObj(i -> new Zone.Host("h" + i, ONE)).toList();
    assertTrue(zones.add(new Zone("z1", many, null)));
    assertFalse(zones.add(new Zone("z1", List.of(new Zone.Host("more", ONE)), null)));
    assertEquals(List.of(), zones.addresses("more.z1"), "nothing half-done");
  }
}
