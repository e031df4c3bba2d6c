package org.slirp4j.portfwd.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a full socket is tried again. */
class TopUpTest {
  private static final long LEAST = TopUp.LEAST_NANOS;

  private final Socket socket = new Socket();

  /** A socket that takes what a test says. */
  private static final class Socket extends TopUp {
    final List<Long> waits = new ArrayList<>();
    boolean full;
    long takes;
    int tries;
    boolean empties;

    @Override
    boolean isFull() {
      return full;
    }

    @Override
    long fill() {
      tries++;
      if (empties) {
        full = false;
      } else {
        onFull(); // what it took was not all
      }
      return takes;
    }

    @Override
    void runAfter(long nanos) {
      waits.add(nanos);
    }

    void becomesFull() {
      full = true;
      onFull();
    }
  }

  @Test
  void aFullSocketIsTriedAfterTheLeastTime() {
    socket.becomesFull();
    assertEquals(List.of(LEAST), socket.waits);
    socket.run();
    assertEquals(1, socket.tries);
  }

  @Test
  void aSocketThatKeepsTakingEnoughIsTriedAtTheSamePace() {
    socket.becomesFull();
    socket.takes = TopUp.LITTLE_BYTES;
    socket.run();
    socket.run();
    assertEquals(List.of(LEAST, LEAST, LEAST), socket.waits);
  }

  @Test
  void whoTakesLittleIsTriedLessOftenAndThenNoMore() {
    socket.becomesFull();
    socket.takes = TopUp.LITTLE_BYTES - 1;
    for (int i = 0; i < socket.waits.size(); i++) {
      socket.run();
    }
    assertEquals(List.of(LEAST, 2 * LEAST, 4 * LEAST, 8 * LEAST, 16 * LEAST), socket.waits);
    assertEquals(5, socket.tries);
    socket.becomesFull();
    assertEquals(5, socket.waits.size());
  }

  @Test
  void aTryThatBringsMuchIsFollowedByTheNextOneSoon() {
    socket.becomesFull();
    socket.run();
    socket.run();
    socket.takes = TopUp.MUCH_BYTES + 1;
    socket.run();
    assertEquals(List.of(LEAST, 2 * LEAST, 4 * LEAST, LEAST), socket.waits);
  }

  @Test
  void theKernelsEventBringsTheNextTryForward() {
    socket.becomesFull();
    socket.run();
    socket.onTold();
    socket.waits.clear();
    socket.run();
    assertEquals(List.of(LEAST), socket.waits);
  }

  @Test
  void whoWasGivenUpIsTriedOnceForEachEventUntilItTakesMuch() {
    socket.becomesFull();
    for (int i = 0; i < socket.waits.size(); i++) {
      socket.run();
    }
    socket.waits.clear();
    for (int i = 0; i < 3; i++) {
      socket.onTold();
      socket.becomesFull();
      socket.run();
    }
    assertEquals(List.of(16 * LEAST, 16 * LEAST, 16 * LEAST), socket.waits);
    socket.takes = TopUp.MUCH_BYTES + 1;
    socket.onTold();
    socket.becomesFull();
    socket.run();
    assertEquals(LEAST, socket.waits.getLast());
  }

  @Test
  void whoTookAllThereWasIsNotTriedLessOften() {
    socket.becomesFull();
    socket.empties = true;
    socket.run();
    socket.waits.clear();
    socket.becomesFull();
    assertEquals(List.of(LEAST), socket.waits);
  }

  @Test
  void aSocketThatTheKernelTellsOfInTimeIsNotTried() {
    socket.becomesFull();
    socket.onTold();
    socket.becomesFull();
    socket.run();
    assertEquals(0, socket.tries);
    assertEquals(List.of(LEAST, LEAST), socket.waits);
  }

  @Test
  void aSocketThatIsNotFullAnyMoreIsLeftAlone() {
    socket.becomesFull();
    socket.full = false;
    socket.run();
    assertEquals(0, socket.tries);
    assertEquals(1, socket.waits.size());
  }
}
