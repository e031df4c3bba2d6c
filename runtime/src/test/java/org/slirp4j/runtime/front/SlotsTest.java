package org.slirp4j.runtime.front;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.tapdev.libc.FileCalls;

/** A slot's writing end is its taker's alone. */
@Tag("kernel")
final class SlotsTest {
  @Test
  void whatWasTakenIsNobodyElses(@TempDir Path folder) throws IOException {
    Slots slots = Slots.make(folder);
    Slots.@Nullable Slot taken = slots.take(7);
    assertNotNull(taken);
    assertNull(slots.take(7)); // until it is made anew, which may fail
    Path inTheWay = Files.createDirectories(folder.resolve("7.new/full"));
    assertThrows(IOException.class, () -> slots.renew(7));
    assertNull(slots.take(7));
    Files.delete(inTheWay);
    Files.delete(folder.resolve("7.new"));
    slots.renew(7);
    Slots.@Nullable Slot next = slots.take(7);
    assertNotNull(next);
    assertNotEquals(taken.file(), next.file());
    slots.close();
    assertStaysOpen(taken);
    assertStaysOpen(next);
  }

  private static void assertStaysOpen(Slots.Slot slot) {
    Path file = Path.of("/proc/self/fd/" + slot.fd());
    assertTrue(Files.exists(file, LinkOption.NOFOLLOW_LINKS));
    FileCalls.close(slot.fd());
  }
}
