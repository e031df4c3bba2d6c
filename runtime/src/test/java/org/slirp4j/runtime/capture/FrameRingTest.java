package org.slirp4j.runtime.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.OutboundFrame;

class FrameRingTest {
  private static final int CAPACITY = 1 << 13;

  private final FrameRing ring = new FrameRing(CAPACITY);
  private final MemorySegment frame = Arena.ofAuto().allocate(CAPACITY);
  private final List<String> seen = new ArrayList<>();

  @AfterEach
  void close() {
    ring.close();
  }

  @Test
  void framesComeOutAsTheyWentInWithWhatIsKnownOfThem() {
    fill(100, 7);
    long before = System.currentTimeMillis();
    ring.onFromContainer(frame, 20, 60, 34, 16);
    int read =
        ring.read(
            CAPACITY,
            (toContainer, nanos, memory, at, length, start, offset, lost) -> {
              assertEquals(false, toContainer);
              assertEquals(60, length);
              assertEquals(-1, memory.asSlice(at, length).mismatch(frame.asSlice(20, 60)));
              assertEquals(34, start);
              assertEquals(16, offset);
              assertEquals(0, lost);
              long millis = nanos / 1_000_000;
              assertTrue(millis >= before - 5 && millis <= System.currentTimeMillis() + 5);
            });
    assertEquals(1, read);
    assertEquals(0, ring.read(CAPACITY, this::note));
  }

  @Test
  void whoWritesIntoAClosedRingNoticesNothing() {
    FrameRing closed = new FrameRing(CAPACITY);
    closed.close();
    closed.onFromContainer(frame, 20, 60, 34, 16);
    closed.onFromNeighbour(frame, 20, 60, 34, 16);
    OutboundFrame out = new OutboundFrame();
    out.clear();
    out.headerLength(54);
    closed.onToContainer(out);
  }

  @Test
  void piecesBecomeOneFrame() {
    OutboundFrame out = new OutboundFrame();
    out.clear();
    fill(300, 3);
    MemorySegment.copy(frame, 0, out.headers(), OutboundFrame.HEADROOM_BYTES, 54);
    out.headerLength(54);
    out.addPiece(frame.address() + 54, 100);
    out.addPiece(frame.address() + 154, 146);
    out.partialChecksum(34, 16);
    ring.onToContainer(out);
    ring.read(
        CAPACITY,
        (toContainer, nanos, memory, at, length, start, offset, lost) -> {
          assertEquals(true, toContainer);
          assertEquals(300, length);
          assertEquals(-1, memory.asSlice(at, length).mismatch(frame.asSlice(0, 300)));
          assertEquals(34 << 16 | 16, start << 16 | offset);
          seen.add("frame");
        });
    assertEquals(List.of("frame"), seen);
  }

  @Test
  void whatDoesNotFitIsLostAndCountedWhereItIsMissing() {
    int fitting = 0;
    while (ring.lost() == 0) {
      ring.onFromContainer(frame, 0, 1000, 0, 0);
      fitting++;
    }
    fitting--;
    ring.onFromContainer(frame, 0, 1000, 0, 0);
    assertEquals(2, ring.lost());
    assertEquals(fitting, ring.read(Integer.MAX_VALUE / 2, this::note));
    ring.onFromContainer(frame, 0, 999, 0, 0);
    ring.read(CAPACITY, this::note);
    assertEquals("999 lost 2", seen.getLast());
    assertEquals("1000 lost 0", seen.get(seen.size() - 2));
  }

  @Test
  void readingStopsAfterEnough() {
    for (int i = 0; i < 5; i++) {
      ring.onFromContainer(frame, 0, 1000, 0, 0);
    }
    assertEquals(2, ring.read(2000, this::note));
    assertEquals(3, ring.read(CAPACITY, this::note));
  }

  @Test
  void anythingGoesRoundForEver() {
    Random random = new Random(5);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      int length = 1 + random.nextInt(3000);
      long lost = ring.lost();
      ring.onFromContainer(frame, 0, length, 0, 0);
      if (ring.lost() == lost) {
        expected.add(Integer.toString(length));
      }
      if (random.nextInt(3) == 0) {
        ring.read(random.nextInt(CAPACITY), this::note);
      }
    }
    ring.read(CAPACITY, this::note);
    assertEquals(expected, seen.stream().map(each -> each.split(" ", 2)[0]).toList());
  }

  @Test
  void aReaderOnAnotherThreadSeesWholeFramesOnly() throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    long[] frames = new long[2];
    String[] fault = new String[1];
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              boolean last;
              do {
                last = over.get();
                ring.read(
                    CAPACITY,
                    (toContainer, nanos, memory, at, length, start, offset, lost) -> {
                      frames[0]++;
                      frames[1] += lost;
                      byte first = memory.get(java.lang.foreign.ValueLayout.JAVA_BYTE, at);
                      for (int i = 1; i < length; i++) {
                        if (memory.get(java.lang.foreign.ValueLayout.JAVA_BYTE, at + i) != first) {
                          fault[0] = "byte " + i + " of " + length;
                        }
                      }
                    });
              } while (!last);
            });
    Random random = new Random(9);
    int sent = 200_000;
    for (int i = 0; i < sent; i++) {
      int length = 1 + random.nextInt(200);
      frame.asSlice(0, length).fill((byte) i);
      ring.onFromContainer(frame, 0, length, 0, 0);
    }
    over.set(true);
    reader.join();
    assertEquals(null, fault[0]);
    assertEquals(sent, frames[0] + ring.lost());
    assertTrue(frames[1] <= ring.lost());
  }

  private void note(
      boolean toContainer,
      long epochNanos,
      MemorySegment memory,
      long at,
      int length,
      int checksumStart,
      int checksumOffset,
      long lost) {
    seen.add(length + " lost " + lost);
  }

  private void fill(int length, int seed) {
    for (int i = 0; i < length; i++) {
      frame.set(java.lang.foreign.ValueLayout.JAVA_BYTE, i, (byte) (i * 31 + seed));
    }
  }
}
