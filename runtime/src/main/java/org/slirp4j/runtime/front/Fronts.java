package org.slirp4j.runtime.front;

import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.cli.Attachment;
import org.slirp4j.runtime.cli.Slirp4netnsCommand;
import org.slirp4j.runtime.cli.Slirp4netnsOptions;
import org.slirp4j.runtime.cli.Slirp4netnsParser;
import org.slirp4j.runtime.cli.UsageException;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.Event;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.runtime.front.Front.Stage;
import org.slirp4j.runtime.front.Slots.Slot;
import org.slirp4j.runtime.metrics.Meters;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.FileCalls;

/** All fronts and what becomes of them. On the door's loop, but for what {@code workers} do. */
final class Fronts {
  /** Each is a process that somebody has started, with two to six descriptors here. */
  private static final int MAX_FRONTS = 1_024;

  /** Attaching is mostly waiting for the kernel. */
  private static final int WORKERS = 8;

  private static final int IDLE_SECONDS = 10;
  private static final int STOP_MILLIS = 900;
  private static final String SEPARATOR = "\t";

  /** Of a request that comes first: its kind, slot, process, two descriptors, the command line. */
  private static final int WORDS = 6;

  private final IoEventLoop loop;
  private final Slots slots;
  private final Control control;
  private final ThreadPoolExecutor workers =
      new ThreadPoolExecutor(
          WORKERS,
          WORKERS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("front-", 1).factory());

  private final Map<Long, Front> fronts = new HashMap<>();
  private final Runs runs;
  private final Attacher attacher;

  /** Containers that were gone before their fronts were known to be attached, by their numbers. */
  private final Map<String, Event> detachedEarly = new HashMap<>();

  private long lastId;
  private Control.@Nullable Subscription events;

  Fronts(IoEventLoop loop, Slots slots, Control control, Path folder) throws IOException {
    this.loop = loop;
    this.slots = slots;
    this.control = control;
    this.attacher = new Attacher(control, this::somebodyLeaves);
    this.runs = new Runs(loop, workers, control, folder);
    workers.allowCoreThreadTimeOut(true);
  }

  /** Begins to listen to what happens to containers. */
  void listen() throws ControlException {
    events = control.subscribe(event -> loop.execute(() -> onEvent(event)));
  }

  /** A line has come through the door, whoever wrote it. */
  void onRequest(String line) {
    String[] words = line.split(SEPARATOR, WORDS);
    switch (words[0]) {
      case "attach", "run" -> {
        if (words.length >= WORDS - 1 && Slots.has(number(words[1]))) {
          come(words, number(words[1]));
        }
      }
      case "inside" -> {
        if (words.length == 2) {
          runs.onInside(number(words[1]));
        }
      }
      case "opened" -> {
        if (words.length == 3) {
          onOpened(fronts.get((long) number(words[1])), words[2].equals("yes"));
        }
      }
      case "count" -> {
        if (words.length == 2) {
          onCount(fronts.get((long) number(words[1])));
        }
      }
      default -> {} // not of front.sh
    }
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  // ---- a front comes

  /** Begins to serve one that has claimed a slot, or tells it why not. */
  private void come(String[] words, int slotNumber) {
    FrontProcess process = new FrontProcess(number(words[2]), number(words[3]), number(words[4]));
    String[] line = split(words.length < WORDS ? "" : words[WORDS - 1]);
    Slot slot = slots.take(slotNumber);
    if (slot
        == null) { // it could not be made anew, and so is claimed still: no front has sent this
      return;
    }
    try {
      if (words[0].equals("run")) {
        runs.onRun(slot, process, line);
      } else {
        onAttach(slot, process, line);
      }
    } catch (RuntimeException e) { // nobody is to wait for an answer that does not come
      refuse(slot.fd(), internal(e));
    }
    renew(slotNumber);
  }

  private void onAttach(Slot slot, FrontProcess process, String[] line) {
    Front front = admit(slot, process, line);
    if (front != null && front.watch(loop, () -> onGone(front))) {
      fronts.put(front.id, front);
      advance(front);
    }
  }

  private static String[] split(String words) {
    return words.split(SEPARATOR, -1);
  }

  private void renew(int slotNumber) {
    try {
      slots.renew(slotNumber);
      slots.reap();
    } catch (IOException e) {
      // The slot stays claimed, until it is made anew by reap(): others have many more.
    }
  }

  /** Returns the front that is to be served, or null when it has been told why not. */
  private @Nullable Front admit(Slot slot, FrontProcess process, String[] line) {
    Front asking = null;
    String problem = fronts.size() >= MAX_FRONTS ? "too many fronts" : process.problem(slot.file());
    if (problem == null) {
      try {
        Slirp4netnsCommand command = Slirp4netnsParser.parseForAnother(line);
        if (command instanceof Slirp4netnsOptions options
            && options.attachment() instanceof Attachment.NamespaceTap
            && process.mayBeCallers(options.exitFd())
            && process.mayBeCallers(options.readyFd())) {
          asking = new Front(++lastId, process, slot.fd(), options);
        } else {
          problem = "this command line is not for a daemon";
        }
      } catch (UsageException e) {
        problem = e.getMessage();
      }
    }
    if (asking == null) {
      refuse(slot.fd(), String.valueOf(problem));
    }
    return asking;
  }

  /** Tells one that is not known yet that it is not served. */
  static void refuse(int slotFd, String problem) {
    Front.say(slotFd, "n " + problem.replace('\n', ' ') + "\n");
    FileCalls.close(slotFd);
  }

  private void onOpened(@Nullable Front front, boolean yes) {
    if (front == null || front.stage != Stage.OPENING) {
      return;
    }
    try {
      if (!yes) {
        refuse(front, "a path on the command line cannot be opened");
        return;
      }
      front.takeFile();
    } catch (SystemCallException e) {
      refuse(front, e.getMessage());
      return;
    }
    advance(front);
  }

  /** Goes on with the next file, or with what can be done when all are here. */
  private void advance(Front front) {
    try {
      if (!front.askForFile()) {
        front.takeExit();
        front.stage = Stage.ATTACHING;
        Front.Wish wish = front.wish();
        workers.execute(() -> attach(front, wish));
      }
    } catch (SystemCallException e) {
      refuse(front, e.getMessage());
    } catch (RuntimeException | OutOfMemoryError e) { // that is also: no more threads
      refuse(front, internal(e));
    }
  }

  private static String internal(Throwable e) {
    return "internal error of the daemon, please report it: " + e;
  }

  private void refuse(Front front, @Nullable String problem) {
    front.say("n " + String.valueOf(problem).replace('\n', ' ') + "\n");
    forget(front);
  }

  private void forget(Front front) {
    fronts.remove(front.id);
    front.release();
  }

  // ---- on a worker

  private void attach(Front front, Front.Wish wish) {
    try {
      ContainerInfo info = attacher.attach(wish);
      loop.execute(() -> onAttached(front, info));
    } catch (ControlException | SystemCallException e) {
      loop.execute(() -> refuse(front, e.getMessage()));
    } catch (RuntimeException | Error e) { // no memory, no more threads: nobody is to wait for that
      loop.execute(() -> refuse(front, internal(e)));
      throw e;
    }
  }

  private boolean somebodyLeaves() {
    try {
      return loop.submit(() -> fronts.values().stream().anyMatch(f -> f.stage == Stage.DETACHING))
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void detach(Front front, String last) {
    try {
      control.detach(front.container, true);
    } catch (ControlException e) {
      // It has gone by itself.
    }
    loop.execute(() -> {
      front.say(last);
      forget(front);
    });
  }

  // ---- its life

  private void onAttached(Front front, ContainerInfo info) {
    front.stage = Stage.ATTACHED;
    front.container = info.name();
    if (front.gone) {
      end(front, "");
      return;
    }
    front.accept();
    Event detached = detachedEarly.remove(Long.toString(info.id()));
    if (detached != null) {
      onEvent(detached);
      return;
    }
    front.watchExit(loop, () -> end(front, "x 0\n"));
  }

  /** Detaches the container; then the front hears its last word. */
  private void end(Front front, String last) {
    if (front.stage == Stage.ATTACHED) {
      front.stage = Stage.DETACHING;
      workers.execute(() -> detach(front, last));
    }
  }

  private void onGone(Front front) {
    front.gone = true;
    if (front.stage == Stage.OPENING) {
      forget(front);
    } else {
      end(front, "");
    }
  }

  private void onEvent(Event event) {
    if (!event.type().equals("container.detached")) {
      return;
    }
    for (Front front : fronts.values()) {
      // By its name: the number changes when a failed container is attached again.
      if (front.stage == Stage.ATTACHED && front.container.equals(event.container())) {
        front.complain("slirp4netns: " + event.details().getOrDefault("reason", "detached"));
        front.say("x 0\n");
        forget(front);
        return;
      }
    }
    if (detachedEarly.size() < MAX_FRONTS
        && fronts.values().stream().anyMatch(front -> front.stage == Stage.ATTACHING)) {
      detachedEarly.put(String.valueOf(event.details().get("id")), event);
    } else {
      detachedEarly.clear();
    }
  }

  private void onCount(@Nullable Front front) {
    if (front != null && front.stage == Stage.ATTACHED && !front.counting) {
      front.counting = true;
      String name = front.container;
      workers.execute(() -> {
        String text = counters(name);
        loop.execute(() -> {
          front.counting = false;
          front.complain(text);
        });
      });
    }
  }

  private String counters(String container) {
    try {
      Engine engine = control.engine(container);
      return new Meters(engine).text();
    } catch (ControlException | RuntimeException e) {
      return "slirp4netns: no counters: " + e.getMessage();
    }
  }

  /** Ends them all; called by another thread, once. */
  void close() {
    if (events != null) {
      events.close();
    }
    loop.execute(() -> {
      for (Front front : fronts.values().toArray(Front[]::new)) {
        if (front.stage == Stage.OPENING) {
          refuse(front, "the daemon is ending");
        } else {
          end(front, ""); // it reads the end, and goes on by itself
        }
      }
    });
    awaitNone();
    workers.shutdownNow();
  }

  private void awaitNone() {
    long limit = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
    try {
      while (System.nanoTime() - limit < 0 && !loop.submit(fronts::isEmpty).get()) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
