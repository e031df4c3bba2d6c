package org.slirp4j.runtime.capture;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.engine.Insight;
import org.slirp4j.runtime.http.Handler;
import org.slirp4j.runtime.http.Outlet;
import org.slirp4j.runtime.http.Reply;
import org.slirp4j.runtime.http.Request;

/**
 * {@code GET /api/v1/containers/{name}/capture}: a container's frames from now on, until the client
 * goes or the container does.
 *
 * <p>Each capture has a thread, which looks into the ring every few milliseconds, and again at once
 * when it found something: nobody has to wake it.
 */
public final class CaptureRoute implements Handler {
  /** Captures at once, of all containers: 8 MiB and a thread each. */
  static final int MAX_CAPTURES = 8;

  private static final String CONTENT_TYPE = "application/x-pcapng";
  private static final String PROGRAM = "slirp4j";
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long FULL_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Control control;
  private final Semaphore places = new Semaphore(MAX_CAPTURES);

  /** Makes the route of a daemon. */
  public CaptureRoute(Control control) {
    this.control = control;
  }

  @Override
  public Reply handle(Request request) throws ControlException {
    String name = request.parameter("name");
    Insight insight = control.engine(name).insight();
    if (places.availablePermits() == 0) {
      throw new ControlException(
          ControlException.Kind.UNAVAILABLE, MAX_CAPTURES + " captures are running: end one");
    }
    return new Reply.Streamed(CONTENT_TYPE, outlet -> begin(name, insight, outlet));
  }

  private void begin(String name, Insight insight, Outlet outlet) {
    if (!places.tryAcquire()) {
      outlet.end(); // an empty stream: the client says what that means
      return;
    }
    Thread.ofPlatform()
        .daemon()
        .name("capture " + name)
        .start(() -> {
          try {
            run(name, insight, outlet);
          } finally {
            places.release();
            outlet.end();
          }
        });
  }

  private void run(String name, Insight insight, Outlet outlet) {
    AtomicBoolean gone = new AtomicBoolean();
    outlet.onClosed(() -> gone.set(true));
    try (Capture capture = Capture.start(insight, name, PROGRAM)) {
      long lookedAt = System.nanoTime();
      boolean there = true;
      while (there && send(capture.poll(), outlet, gone)) {
        long now = System.nanoTime();
        if (now - lookedAt >= LOOK_NANOS) {
          lookedAt = now;
          there = isThere(name, insight);
        }
      }
      byte[] rest = capture.end();
      while (rest.length > 0 && send(rest, outlet, gone)) {
        rest = capture.end();
      }
    } catch (IllegalStateException e) {
      // The container has gone before its first frame.
    }
  }

  /** Sends a piece, however long that takes; false when the client has gone. */
  private static boolean send(byte[] piece, Outlet outlet, AtomicBoolean gone) {
    if (piece.length == 0) {
      LockSupport.parkNanos(IDLE_NANOS);
      return !gone.get();
    }
    while (!outlet.offer(piece)) {
      if (gone.get()) {
        return false;
      }
      LockSupport.parkNanos(FULL_NANOS);
    }
    return !gone.get();
  }

  private boolean isThere(String name, Insight insight) {
    try {
      return control.engine(name).insight().equals(insight);
    } catch (ControlException e) {
      return false;
    }
  }
}
