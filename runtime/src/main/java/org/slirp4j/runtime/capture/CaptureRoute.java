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
  private static final long MAX_FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(10);
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
    boolean begun = false;
    try {
      Thread.ofPlatform()
          .daemon()
          .name("capture " + name)
          .start(() -> {
            try {
              new Running(name, insight, outlet).run();
            } finally {
              places.release();
              outlet.end();
            }
          });
      begun = true;
    } finally {
      if (!begun) { // there can be no more threads
        places.release();
      }
    }
  }

  /** A capture on its way to its client. */
  private final class Running {
    private final String name;
    private final Insight insight;
    private final Outlet outlet;
    private final AtomicBoolean clientGone = new AtomicBoolean();
    private long lookAt = System.nanoTime() + LOOK_NANOS;
    private boolean containerThere = true;
    private long containerGoneAt;

    Running(String name, Insight insight, Outlet outlet) {
      this.name = name;
      this.insight = insight;
      this.outlet = outlet;
    }

    void run() {
      outlet.onClosed(() -> clientGone.set(true));
      try (Capture capture = Capture.start(insight, name, PROGRAM)) {
        while (containerThere && send(capture.poll())) {
          look();
        }
        byte[] rest = capture.end();
        while (rest.length > 0 && send(rest)) {
          rest = capture.end();
        }
      } catch (IllegalStateException e) {
        // The container has gone before its first frame.
      }
    }

    /** Sends a piece as soon as the client takes it; false when it will not. */
    private boolean send(byte[] piece) {
      if (piece.length == 0) {
        LockSupport.parkNanos(IDLE_NANOS);
        return !clientGone.get();
      }
      long wait = FULL_NANOS;
      while (!outlet.offer(piece)) {
        look();
        if (clientGone.get() || isTooLate()) {
          return false;
        }
        LockSupport.parkNanos(wait);
        wait = Math.min(wait * 2, MAX_FULL_NANOS);
      }
      return !clientGone.get();
    }

    /** Who does not read keeps what is left of a container that has gone for a while only. */
    private boolean isTooLate() {
      return !containerThere && System.nanoTime() - containerGoneAt >= LAST_NANOS;
    }

    /** Looks now and then whether the container is still there. */
    private void look() {
      long now = System.nanoTime();
      if (containerThere && now - lookAt >= 0) {
        lookAt = now + LOOK_NANOS;
        containerThere = isThere();
        containerGoneAt = now;
      }
    }

    private boolean isThere() {
      try {
        return control.engine(name).insight().equals(insight);
      } catch (ControlException e) {
        return false;
      }
    }
  }
}
