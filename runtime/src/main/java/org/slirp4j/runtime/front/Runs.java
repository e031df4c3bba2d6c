package org.slirp4j.runtime.front;

import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.runtime.cli.PortOptions;
import org.slirp4j.runtime.cli.RunOptions;
import org.slirp4j.runtime.cli.RunParser;
import org.slirp4j.runtime.cli.UsageException;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.front.Slots.Slot;
import org.slirp4j.runtime.run.InsideResolvConf;
import org.slirp4j.tapdev.NamespaceTarget;

/**
 * Processes that become commands of {@code slirp4j run}: a front that is its own container. On the
 * door's loop, but for what {@code workers} do.
 */
final class Runs {
  private static final int MAX_WAITING = 256;
  private static final String TAP_NAME = "tap0";
  private static final String RESOLV_CONF = "resolv-";

  private final IoEventLoop loop;
  private final Executor workers;
  private final Control control;
  private final Path folder;
  private final Map<Long, Run> runs = new HashMap<>();
  private long lastId;

  /** One that has not become its command yet. */
  private static final class Run {
    final long id;
    final FrontProcess process;
    final Slot slot;
    final NetworkOptions network;
    final Settings settings;
    @Nullable HangUp line;
    boolean attaching;

    Run(long id, FrontProcess process, Slot slot, RunOptions options) {
      this.id = id;
      this.process = process;
      this.slot = slot;
      this.network = options.network();
      this.settings = new Settings(options.fast(), null, List.of());
    }
  }

  Runs(IoEventLoop loop, Executor workers, Control control, Path folder) throws IOException {
    this.loop = loop;
    this.workers = workers;
    this.control = control;
    this.folder = folder;
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, RESOLV_CONF + "*")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Reads the words of one that is still outside: it goes in when it hears that this works. */
  void onRun(Slot slot, FrontProcess process, String[] words) {
    String problem = runs.size() >= MAX_WAITING ? "too many at once" : process.problem(slot.file());
    String[] line = complete(words);
    RunOptions options = null;
    if (problem == null) {
      try {
        options = RunParser.parse(line, 0);
      } catch (UsageException e) {
        problem = e.getMessage();
      }
    }
    if (options == null || !isForADaemon(options)) {
      Fronts.refuse(slot.fd(), problem == null ? "this command line is not for a daemon" : problem);
      return;
    }
    Run run = new Run(++lastId, process, slot, options);
    run.line = HangUp.watch(loop, slot.fd(), () -> onGone(run));
    if (run.line == null) {
      return; // the line is closed: it goes on by itself
    }
    runs.put(run.id, run);
    int before = line.length - options.command().size();
    Front.say(slot.fd(), "k " + run.id + " " + before + "\n");
  }

  /** Returns words with a command: run.sh leaves out what is behind the end of options. */
  private static String[] complete(String[] words) {
    if (!words[words.length - 1].equals("--")) {
      return words;
    }
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = "command";
    return all;
  }

  /** Counters, frames, a plain device and ports are for a process of its own. */
  private static boolean isForADaemon(RunOptions options) {
    return !options.stats()
        && options.trace() == null
        && options.vnetHeader()
        && options.ports().equals(PortOptions.NONE)
        && !options.command().getFirst().isEmpty();
  }

  /** It is in its namespaces now. */
  void onInside(long id) {
    Run run = runs.get(id);
    if (run != null && !run.attaching) {
      run.attaching = true;
      workers.execute(() -> attach(run));
    }
  }

  // ---- on a worker

  private void attach(Run run) {
    String answer;
    try {
      answer = connect(run);
    } catch (ControlException | IOException e) {
      answer = failure(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) { // no memory, no more threads: nobody is to wait for that
      say(run, failure("internal error of the daemon, please report it: " + e));
      throw e;
    }
    say(run, answer);
  }

  private static String failure(String problem) {
    return "e slirp4j: " + problem.replace('\n', ' ') + "\nx 1\n";
  }

  private void say(Run run, String answer) {
    loop.execute(() -> {
      if (runs.containsKey(run.id)) {
        Front.say(run.slot.fd(), answer);
      } else {
        workers.execute(() -> deleteResolvConf(run)); // made after it had died
      }
    });
  }

  /** Attaches it; returns what it hears then. */
  private String connect(Run run) throws ControlException, IOException {
    control.attach(
        new AttachRequest(
            null,
            new NamespaceTarget.OfPid(run.process.pid(), null),
            TAP_NAME,
            true,
            null,
            run.network,
            run.settings,
            "run",
            true));
    return run.network.dns() ? "m " + resolvConf(run) + "\ng\n" : "g\n";
  }

  private Path resolvConf(Run run) throws IOException {
    Path file = file(run);
    Files.writeString(file, InsideResolvConf.text(run.network.cidr().dns()));
    // Readable for whatever user the command turns into.
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  private Path file(Run run) {
    return folder.resolve(RESOLV_CONF + run.id);
  }

  // ---- on the loop

  /** It has become its command, or died; its container ends with its last process. */
  private void onGone(Run run) {
    runs.remove(run.id);
    if (run.line != null) {
      run.line.end();
    }
    workers.execute(() -> deleteResolvConf(run)); // what is mounted stays
  }

  private void deleteResolvConf(Run run) {
    try {
      Files.deleteIfExists(file(run));
    } catch (IOException e) {
      // The next daemon deletes it.
    }
  }
}
