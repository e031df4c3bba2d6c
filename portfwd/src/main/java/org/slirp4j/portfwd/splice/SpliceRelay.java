package org.slirp4j.portfwd.splice;

import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.report.RelayCounter;

/**
 * Two connected stream sockets, each of which gets what the other one brings: bytes, the end of the
 * stream, a reset.
 *
 * <pre>
 *   open ──both streams ended and delivered──▶ over: both are closed
 *     └───one is reset, or fails─────────────▶ over: both are reset, after a moment for last bytes
 * </pre>
 *
 * <p>A reset is found behind the bytes that came before it. Who does not take those still hears of
 * it, as he would if the two were one connection.
 */
public final class SpliceRelay {
  /** Who keeps relays. */
  public interface Owner {
    /** Bytes were moved: towards {@code second} if {@code forth}, else towards {@code first}. */
    void onMoved(boolean forth, int bytes);

    /** The relay is over, and its sockets are closed. */
    void onOver(SpliceRelay relay);
  }

  /** How long the last bytes before a reset have to be read by the other end's program. */
  private static final long LAST_BYTES_MILLIS = 20;

  /**
   * How long the other end may take no bytes when a reset waits behind them; twice that at most.
   */
  private static final long UNTAKEN_MILLIS = 1_000;

  private final Splicer splicer;
  private final Owner owner;
  private final Side first;
  private final Side second;
  private boolean over;
  private boolean broken;

  /** What is left to one end when the other one is broken; null: it is not, or nothing is left. */
  private @Nullable Future<?> timer;

  /** Whether bytes were taken since the timer was set. */
  private boolean taken;

  /**
   * Makes a relay that does nothing before {@link #start}.
   *
   * @param first a connected socket, such as a client's; it is the relay's
   * @param second another one, such as one to a service
   */
  @SuppressWarnings("exports")
  public SpliceRelay(Splicer splicer, HostSocket first, HostSocket second, Owner owner) {
    this.splicer = splicer;
    this.owner = owner;
    this.first = new Side(this, first);
    this.second = new Side(this, second);
  }

  /**
   * Starts; the relay may be over when this returns.
   *
   * @param events what was told of {@code second} since it was connected, if it was watched
   */
  public void start(int events) {
    splicer.counters().count(RelayCounter.SPLICED);
    if (!first.watch() || !second.watch()) {
      cut();
    } else if (events != 0) {
      second.onReady(events);
    }
  }

  /** Resets both connections. */
  public void cut() {
    if (over) {
      return;
    }
    over = true;
    stopTimer();
    first.reset();
    second.reset();
    owner.onOver(this);
  }

  Splicer splicer() {
    return splicer;
  }

  boolean isOver() {
    return over;
  }

  Side otherOf(Side one) {
    return one == first ? second : first;
  }

  /** One of the ends took bytes of the other's. */
  void onTaken() {
    taken = true;
  }

  void onMoved(Side from, int bytes) {
    taken = true;
    boolean forth = from == first;
    splicer
        .counters()
        .add(forth ? RelayCounter.SPLICE_BYTES_IN : RelayCounter.SPLICE_BYTES_OUT, bytes);
    owner.onMoved(forth, bytes);
  }

  /** One direction has ended and is delivered. */
  void onDelivered() {
    if (!over && first.isDone() && second.isDone()) {
      over = true;
      stopTimer();
      first.close();
      second.close();
      owner.onOver(this);
    }
  }

  /** One of the connections is broken; what it said before is on its way to the other if so. */
  void onBroken(boolean lastBytes) {
    if (over || broken) {
      return;
    }
    broken = true;
    splicer.counters().count(RelayCounter.SPLICE_RESETS);
    stopTimer();
    if (lastBytes) {
      timer = schedule(this::cut, LAST_BYTES_MILLIS);
    } else {
      cut();
    }
  }

  /** One of the connections will turn out to be broken when the other takes what is before that. */
  void onBreaking() {
    if (!over && !broken && timer == null) {
      awaitTaking();
    }
  }

  private void awaitTaking() {
    taken = false;
    timer = schedule(this::onUntaken, UNTAKEN_MILLIS);
  }

  private void onUntaken() {
    if (taken) {
      awaitTaking(); // slowly, but it gets there
    } else {
      cut();
    }
  }

  private Future<?> schedule(Runnable task, long millis) {
    return splicer.sockets().loop().schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
