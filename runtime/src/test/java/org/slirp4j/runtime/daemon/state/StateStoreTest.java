package org.slirp4j.runtime.daemon.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.control.Settings;

/** A change is on disk and in memory, or nowhere; numbers are used once. */
final class StateStoreTest {
  private final List<SavedState> disk = new ArrayList<>();
  private boolean full;

  private final StateStore store =
      new StateStore(
          SavedState.EMPTY,
          state -> {
            if (full) {
              throw new IOException("No space left on device");
            }
            disk.add(state);
          });

  @Test
  void aChangeIsOnDiskBeforeItIsSeen() throws Exception {
    store.change(state -> state.with(container("web")));
    assertEquals(store.state(), disk.getLast());
    assertTrue(store.state().containers().containsKey("web"));
  }

  @Test
  void aFullDiskChangesNothing() throws Exception {
    store.change(state -> state.with(container("web")));
    full = true;
    SavedState before = store.state();
    IOException told =
        assertThrows(
            IOException.class, () -> store.change(state -> state.with(container("other"))));
    assertEquals("No space left on device", told.getMessage());
    assertEquals(before, store.state());
    full = false;
    store.change(state -> state.with(container("third")));
    assertEquals(List.of("third", "web"), List.copyOf(disk.getLast().containers().keySet()));
  }

  @Test
  void aFaultFailsItsChangeAndTheNextOneWorks() throws Exception {
    assertThrows(
        IOException.class,
        () ->
            store.change(state -> {
              throw new IllegalStateException("a fault of the test's");
            }));
    store.change(state -> state.with(container("web")));
    assertEquals(store.state(), disk.getLast());
  }

  @Test
  void whatChangesNothingIsNotWritten() throws Exception {
    store.change(state -> state.without("web"));
    assertEquals(List.of(), disk);
  }

  @Test
  void changesThatWaitShareAWrite() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<SavedState> written = new ArrayList<>();
    StateStore slow =
        new StateStore(
            SavedState.EMPTY,
            state -> {
              writing.countDown();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              written.add(state);
            });
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> changes = new ArrayList<>();
      changes.add(threads.submit(() -> change(slow, 0)));
      writing.await();
      CountDownLatch begun = new CountDownLatch(20);
      for (int i = 1; i <= 20; i++) {
        int number = i;
        changes.add(
            threads.submit(() -> {
              begun.countDown();
              return change(slow, number);
            }));
      }
      begun.await();
      goOn.countDown();
      for (Future<?> each : changes) {
        each.get();
      }
    }
    assertEquals(21, written.getLast().containers().size());
    assertEquals(written.getLast(), slow.state());
  }

  @Test
  void numbersAreUsedOnceAlsoAfterASuddenEnd() throws Exception {
    Numbers numbers = new Numbers(store);
    assertEquals(1, numbers.nextRule());
    assertEquals(2, numbers.nextRule());
    long after = new Numbers(new StateStore(disk.getLast(), state -> {})).nextRule();
    assertTrue(after > 2, "rule " + after);
    numbers.giveBack();
    assertEquals(3, new Numbers(new StateStore(disk.getLast(), state -> {})).nextRule());
  }

  @Test
  void aFullDiskDoesNotTakeNumbers() throws Exception {
    Numbers numbers = new Numbers(store);
    full = true;
    assertThrows(IOException.class, numbers::nextContainer);
    full = false;
    assertEquals(1, numbers.nextContainer());
  }

  private static boolean change(StateStore store, int number) throws IOException {
    store.change(state -> state.with(container("c" + number)));
    return store.state().containers().containsKey("c" + number);
  }

  private static SavedContainer container(String name) {
    return new SavedContainer(name, true, null, Settings.DEFAULT, List.of());
  }
}
