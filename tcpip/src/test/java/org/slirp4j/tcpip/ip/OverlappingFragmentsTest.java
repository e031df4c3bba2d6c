package org.slirp4j.tcpip.ip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.GuestFrames.UDP;
import static org.slirp4j.tcpip.testing.GuestFrames6.FRAGMENT;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.FAR6;
import static org.slirp4j.tcpip.testing.TestStack.GUEST;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.RecordingUplink.Datagram;
import org.slirp4j.tcpip.testing.TestStack;

/**
 * Fragments that say two things of the same bytes, after Ptacek and Newsham, "Insertion, Evasion,
 * and Denial of Service" (1998), 5, and the attacks that lived on them.
 *
 * <p>A script is a list of fragments of one packet of 64 bytes or more: {@code 8-24} is the middle
 * of the good packet, {@code 8-24!} the same with other bytes; the fragment that ends at 64 is the
 * last one, unless a {@code +} says that others follow.
 */
class OverlappingFragmentsTest {
  private static final int ID = 4711;
  private static final int TOTAL = 64;

  private final RecordingUplink uplink = new RecordingUplink();
  private final TestStack network = network();
  private final byte[] payload = new byte[TOTAL - 8];
  private int id = ID;

  private TestStack network() {
    StackConfig config = TestStack.config6(1500, Offloads.NONE, Limits.DEFAULT);
    TestStack both = new TestStack(config, Buffers.bounded(256, 4096), uplink);
    both.introduce();
    return both;
  }

  @AfterEach
  void nothingIsHeldAfterTheTimeout() {
    network.advance(61 * SECOND);
    network.assertNothingHeld();
  }

  private byte[] datagram(boolean v6) {
    new Random(1998).nextBytes(payload);
    return v6
        ? network.guest6.udpDatagram(1000, FAR6, 2000, payload)
        : network.guest.udpDatagram(1000, FAR, 2000, payload);
  }

  private byte[] fragment(boolean v6, String word) {
    boolean evil = word.indexOf('!') > 0;
    boolean more = word.indexOf('+') > 0;
    String[] range = word.replaceAll("[!+]", "").split("-", 2);
    int from = Integer.parseInt(range[0]);
    int to = Integer.parseInt(range[1]);
    byte[] all = Arrays.copyOf(datagram(v6), Math.max(TOTAL, to));
    byte[] piece = Arrays.copyOfRange(all, from, to);
    for (int i = 0; evil && i < piece.length; i++) {
      piece[i] ^= 0x55;
    }
    more |= to < TOTAL;
    if (v6) {
      byte[] part =
          ByteBuffer.allocate(8 + piece.length)
              .put((byte) UDP)
              .put((byte) 0)
              .putShort((short) (from | (more ? 1 : 0)))
              .putInt(id)
              .put(piece)
              .array();
      return network.guest6.ipv6(FAR6, FRAGMENT, part);
    }
    int flagsAndOffset = (more ? 0x2000 : 0) | from / 8;
    return network.guest.ipv4(GUEST, FAR, UDP, id, flagsAndOffset, 64, new byte[0], piece);
  }

  private void play(boolean v6, String script) {
    for (String word : script.split(" ", -1)) {
      network.deliver(fragment(v6, word));
    }
  }

  private List<Datagram> received() {
    List<Datagram> all = new ArrayList<>();
    uplink.udp.forEach(flow -> all.addAll(flow.datagrams));
    return all;
  }

  private long condemning() {
    return network.stack.counters().drops(DropReason.BAD_FRAGMENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // The later begins within the earlier and goes on behind it (forward overlap).
        "0-24 16-40! 40-64",
        "0-24 16-40 40-64", // the same bytes: still no copy of a fragment
        // The later begins before the earlier and ends within it (backward overlap).
        "0-16 24-48 16-32! 48-64",
        // The later lies within the earlier.
        "0-32 8-24! 32-64",
        "0-32 8-24 32-64",
        // The later encloses the earlier.
        "0-8 16-24 8-32! 32-64",
        // The same place, other bytes; longer; shorter.
        "0-8 8-24 8-24! 24-64",
        "0-8 8-24 8-32! 24-64",
        "0-8 8-32 8-24! 32-64",
        // The same end, another beginning.
        "0-8 16-32 8-32! 32-64",
        "0-8 8-32 16-32! 32-64",
        // The first fragment once more, with other ports.
        "0-8 0-8! 8-64",
        "8-64 0-16! 0-8",
        // The last fragment once more, and more than it.
        "48-64 48-64! 0-48",
        "40-64 32-64! 0-32",
        // One fragment fills a hole, and more than that.
        "0-16 24-40 8-32! 40-64",
        "0-16 32-64 16-40 16-32",
        "32-40 0-56! 56-64",
        // The end says that the packet is shorter than what is there.
        "0-16 64-128+ 16-64",
        // Two ends, and data behind the end.
        "16-64 64-72+ 0-16",
        "48-64 48-72 0-48",
      })
  void whateverOverlapsCondemnsThePacketForGood(String script) {
    for (boolean v6 : new boolean[] {false, true}) {
      long before = condemning();
      play(v6, script);
      assertEquals(List.of(), received(), script);
      assertTrue(condemning() > before, script);
      play(v6, "0-32 32-64"); // the rest comes too late, RFC 5722, 4
      assertEquals(List.of(), received(), script);
      network.emit();
      assertEquals(List.of(), network.device.take(), "no error about what was condemned");
      network.assertNothingHeld();
      id++;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0-8 8-64 8-64!", "32-64 0-32 32-64! 8-16"})
  void whatComesBehindAWholePacketIsPartOfNone(String script) {
    for (boolean v6 : new boolean[] {false, true}) {
      int before = received().size();
      play(v6, script);
      assertEquals(before + 1, received().size());
      assertArrayEquals(payload, received().getLast().payload());
    }
  }

  // RFC 8200, 4.5: "exact duplicates" may be ignored.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0-8 0-8 8-64",
        "0-24 24-48 24-48 48-64",
        "48-64 48-64 0-48",
        "24-48 0-24 24-48 0-24 24-48 48-64",
        "40-64 0-8 40-64 0-8 8-40",
      })
  void anExactCopyOfAFragmentCondemnsNothing(String script) {
    for (boolean v6 : new boolean[] {false, true}) {
      int before = received().size();
      play(v6, script);
      assertEquals(before + 1, received().size(), script);
      assertArrayEquals(payload, received().getLast().payload());
      assertEquals(0, condemning());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0-40 24-28, teardrop: the second fragment lies in the first and is shorter than a unit",
    "0-40 24-36+, newtear: as before with another length",
    "0-32 32-64+ 56-60, syndrop: the last fragment lies within the one before",
    "0-8 8-8+, nestea: a fragment of nothing",
    "0-16+ 8-16+ 8-16!, boink: again and again the same offset",
  })
  void oldAttacksByOverlapEndInACounter(String script, String attack) {
    for (boolean v6 : new boolean[] {false, true}) {
      long before = condemning();
      for (String word : script.split(" ", -1)) {
        network.deliver(fragment(v6, word));
      }
      assertTrue(condemning() > before, attack);
      assertEquals(List.of(), received(), attack);
      id++;
    }
  }
}
