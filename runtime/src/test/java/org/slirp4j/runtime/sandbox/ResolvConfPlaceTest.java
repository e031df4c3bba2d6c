package org.slirp4j.runtime.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What of the host is shown for the sake of resolv.conf. */
final class ResolvConfPlaceTest {
  private static ResolvConfPlace at(String file) {
    return new ResolvConfPlace(Path.of(file));
  }

  @Test
  void plainFileShowsEtc() {
    assertTrue(at("/etc/resolv.conf").isInEtc());
  }

  @Test
  void nameServicesOwnFolderIsShownAndNothingElseOfRun() {
    ResolvConfPlace place = at("/run/systemd/resolve/stub-resolv.conf");
    assertFalse(place.isInEtc());
    assertTrue(place.isDirectoryShown());
    assertEquals("/run/systemd/resolve", place.shown());
    assertEquals("/run/names/stub-resolv.conf", place.within("/run/names"));
    assertEquals("/etc/resolvconf/run", at("/etc/resolvconf/run/resolv.conf").shown());
  }

  @Test
  void inAFolderOfOtherThingsTheFileAloneIsShown() {
    for (String file : new String[] {"/run/resolv.conf", "/home/user/x", "/tmp/x", "/x"}) {
      assertFalse(at(file).isDirectoryShown(), file);
      assertEquals(file, at(file).shown());
      assertEquals("/run/names", at(file).within("/run/names"));
    }
  }
}
