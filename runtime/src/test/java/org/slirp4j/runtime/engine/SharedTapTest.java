package org.slirp4j.runtime.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slirp4j.tapdev.VnetHeader;
import org.slirp4j.tcpip.OutboundFrame;

/** What other loops write goes to the TAP, as long as that is one. */
class SharedTapTest {
  static {
    Epoll.ensureAvailability(); // loads the native library
  }

  private static final int BYTES = 100;
  private static final int WRITERS = 3;

  private final MemorySegment memory = Arena.ofAuto().allocate(1 << 16);
  private final FileDescriptor[] pipe = FileDescriptor.pipe();

  SharedTapTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    pipe[0].close();
    pipe[1].close();
  }

  private int read() throws IOException {
    int all = 0;
    for (int length = 1; length > 0; all += Math.max(length, 0)) {
      length = pipe[0].readAddress(memory.address(), 0, 1 << 16);
    }
    return all;
  }

  @Test
  void nothingIsWrittenToAnInterfaceThatHasGone() throws IOException {
    SharedTap tap = new SharedTap(pipe[1], VnetHeader.BYTES);
    assertTrue(tap.write(memory, BYTES));
    assertEquals(BYTES, read());
    tap.close();
    assertFalse(tap.write(memory, BYTES));
    assertEquals(0, read());
  }

  // The descriptor may be another file's as soon as closing has returned.
  @Test
  void noWriteIsUnderWayWhenClosingHasReturned() throws Exception {
    for (int round = 0; round < 300; round++) {
      SharedTap tap = new SharedTap(pipe[1], VnetHeader.BYTES);
      AtomicInteger written = new AtomicInteger();
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        MemorySegment frame = Arena.ofAuto().allocate(BYTES);
        writers.add(
            Thread.ofPlatform()
                .start(() -> {
                  while (tap.write(frame, BYTES)) {
                    written.incrementAndGet();
                  }
                }));
      }
      while (written.get() < WRITERS) {
        Thread.onSpinWait();
      }
      tap.close();
      read();
      for (Thread each : writers) {
        each.join();
      }
      assertEquals(0, read(), "round " + round);
    }
  }

  @Test
  void failingObserverIsNotTheSendersTrouble() throws IOException {
    SharedTap tap = new SharedTap(pipe[1], VnetHeader.BYTES);
    AtomicInteger shown = new AtomicInteger();
    tap.observer(
        new FrameObserver() {
          @Override
          public void onFromContainer(
              MemorySegment at, long from, int length, int sum, int field) {}

          @Override
          public void onFromNeighbour(MemorySegment at, long from, int length, int sum, int field) {
            shown.incrementAndGet();
            throw new AssertionError("an observer's");
          }

          @Override
          public void onToContainer(OutboundFrame frame) {}
        });
    assertTrue(tap.write(memory, BYTES));
    assertTrue(tap.write(memory, BYTES));
    assertEquals(1, shown.get(), "it is shown no more");
  }
}
