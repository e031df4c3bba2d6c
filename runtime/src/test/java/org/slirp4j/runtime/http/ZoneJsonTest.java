package org.slirp4j.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.portfwd.zone.Zone;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.tcpip.IpAddress;

class ZoneJsonTest {
  private static Zone read(String text) throws ControlException {
    return ZoneJson.read(Fields.of(text));
  }

  @Test
  void zonesAreReadAsGoWritesThemAndAsPeopleDo() throws ControlException {
    Zone zone =
        new Zone(
            "apps.internal",
            List.of(new Zone.Host("web", IpAddress.v4(0x0a00_0264))),
            IpAddress.v4(0x0a00_0202));
    assertEquals(
        zone,
        read(
            """
            {"Name":"Apps.Internal.","Records":[{"Name":"web","IP":"10.0.2.100","Regexp":null}],
             "DefaultIP":"10.0.2.2"}
            """));
    assertEquals(
        zone,
        read(
            """
            {"name":"apps.internal","records":[{"name":"WEB","ip":"10.0.2.100"}],
             "defaultIP":"10.0.2.2"}
            """));
    assertEquals(
        "[{\"Name\":\"apps.internal.\",\"Records\":[{\"Name\":\"web\",\"IP\":\"10.0.2.100\"}],"
            + "\"DefaultIP\":\"10.0.2.2\"}]",
        ZoneJson.write(List.of(zone)).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Name\":\"a..b\"}",
        "{\"Name\":\".a\"}",
        "{\"Name\":\"a b\"}",
        "{\"Name\":7}",
        "{\"Name\":\"0123456789012345678901234567890123456789012345678901234567890123.x\"}",
        "{\"DefaultIP\":\"300.1.1.1\"}",
        "{\"Records\":[{\"Name\":\"a\"}]}",
        "{\"Records\":[{\"Name\":\"a\",\"IP\":\"x\"}]}",
        "{\"Records\":[{\"Regexp\":\".*\",\"IP\":\"10.0.2.2\"}]}",
        "{\"Records\":[1]}",
        "{\"Records\":{}}",
        "[]"
      })
  void whatIsWrongIsRefused(String text) {
    ControlException refusal = assertThrows(ControlException.class, () -> read(text));
    assertEquals(ControlException.Kind.INVALID, refusal.kind());
  }
}
