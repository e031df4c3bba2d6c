package org.slirp4j.runtime.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slirp4j.runtime.Signals;
import org.slirp4j.runtime.cli.DaemonOptions;
import org.slirp4j.runtime.daemon.events.DaemonLog;
import org.slirp4j.runtime.daemon.state.StateFile;
import org.slirp4j.runtime.daemon.state.StateStore;
import org.slirp4j.runtime.daemon.systemd.Notifier;
import org.slirp4j.runtime.daemon.systemd.PassedSocket;

/** {@code slirp4j daemon}: the process, from its start to its end. */
public final class DaemonFace {
  private DaemonFace() {}

  /**
   * Runs a daemon to its end; returns the exit status.
   *
   * @throws IOException when it cannot start; the message says why
   */
  public static int run(DaemonOptions options) throws IOException {
    DaemonLog log = new DaemonLog(options.quiet());
    long pid = ProcessHandle.current().pid();
    int apiFd = PassedSocket.take(System.getenv(), pid);
    Notifier notifier = Notifier.of(System.getenv(), pid);
    RuntimeFolder folder = RuntimeFolder.locate().make();
    StateFile state = state(options);
    // The second one is for daemons with another folder for the first.
    try (DaemonLock _ = DaemonLock.take(folder.lock());
        DaemonLock _ = DaemonLock.take(state.prepare())) {
      CountDownLatch stop = stopOnSignals();
      StateStore store = new StateStore(state.read(log::warn), state);
      try (Daemon daemon = new Daemon(store, log)) {
        serve(new DaemonContext(daemon, folder, apiFd, log), notifier, stop);
      }
      log.info("ended");
      return 0;
    }
  }

  private static StateFile state(DaemonOptions options) throws IOException {
    Path path =
        options.state() == null ? StateFile.usual(System.getenv()) : Path.of(options.state());
    return new StateFile(path.toAbsolutePath(), StateFile.thisBoot());
  }

  /** The signals that end a daemon; a terminal's hang-up does as well. */
  private static CountDownLatch stopOnSignals() {
    CountDownLatch stop = new CountDownLatch(1);
    Signals.on("TERM", stop::countDown);
    Signals.on("INT", stop::countDown);
    Signals.on("HUP", stop::countDown);
    return stop;
  }

  private static void serve(DaemonContext context, Notifier notifier, CountDownLatch stop)
      throws IOException {
    List<DaemonPart.Running> running = new ArrayList<>();
    try {
      for (DaemonPart part : DaemonParts.all()) {
        running.add(part.start(context));
      }
      context.log().info("ready in " + context.folder().path());
      notifier.ready();
      await(stop, notifier);
    } finally {
      notifier.stopping();
      for (DaemonPart.Running each : running.reversed()) {
        each.stop();
      }
    }
  }

  /** Waits for a signal, and tells the service manager from time to time that we live. */
  private static void await(CountDownLatch stop, Notifier notifier) {
    long period = notifier.alivePeriodNanos();
    try {
      if (period == 0) {
        stop.await();
      } else {
        while (!stop.await(period, TimeUnit.NANOSECONDS)) {
          notifier.alive();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
