package org.slirp4j.runtime.daemon.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.Event;

/** Listeners hear everything in order, and none of them can make others wait. */
final class EventHubTest {
  private final EventHub hub = new EventHub();
  private final BlockingQueue<Event> heard = new LinkedBlockingQueue<>();

  @AfterEach
  void end() {
    hub.close();
  }

  @Test
  void eventsComeInOrderAndNumbered() throws Exception {
    hub.tell("before", "", Map.of());
    try (Control.Subscription subscription = hub.listen(heard::add)) {
      assertNotNull(subscription);
      hub.tell("one", "web", Map.of("id", "1"));
      hub.tell("two", "web", Map.of());
      Event one = next();
      assertEquals("one", one.type());
      assertEquals("web", one.container());
      assertEquals("1", one.details().get("id"));
      assertEquals(one.sequence() + 1, next().sequence());
    }
    hub.tell("after", "", Map.of());
    assertNull(heard.poll());
  }

  @Test
  void aSlowListenerIsCutAndOthersHearAll() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    BlockingQueue<Event> slow = new LinkedBlockingQueue<>();
    hub.listen(event -> {
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      slow.add(event);
    });
    hub.listen(heard::add);
    int count = 3 * Listening.MAX_WAITING;
    for (int i = 0; i < count; i++) {
      hub.tell("event", "", Map.of());
      next(); // the other one keeps up
    }
    goOn.countDown();
    Event last = poll(slow);
    if (last.type().equals("event")) { // the one that it was busy with
      last = poll(slow);
    }
    assertEquals(Listening.CUT, last.type());
    hub.tell("event", "", Map.of());
    next();
    assertNull(slow.poll());
  }

  @Test
  void theNumberOfListenersIsBounded() throws Exception {
    for (int i = 0; i < EventHub.MAX_LISTENERS; i++) {
      hub.listen(heard::add);
    }
    ControlException told = assertThrows(ControlException.class, () -> hub.listen(heard::add));
    assertEquals(ControlException.Kind.UNAVAILABLE, told.kind());
  }

  @Test
  void theEndLetsListenersHearWhatWaits() throws Exception {
    hub.listen(heard::add);
    hub.tell("last", "", Map.of());
    hub.close();
    assertEquals("last", next().type());
    assertThrows(ControlException.class, () -> hub.listen(heard::add));
  }

  private Event next() throws InterruptedException {
    return poll(heard);
  }

  private static Event poll(BlockingQueue<Event> queue) throws InterruptedException {
    @Nullable Event event = queue.poll(10, TimeUnit.SECONDS);
    assertTrue(event != null, "no event came");
    return event;
  }
}
