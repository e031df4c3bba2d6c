package org.slirp4j.runtime.front;

import io.netty.channel.IoEventLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.cli.Attachment;
import org.slirp4j.runtime.cli.Slirp4netnsOptions;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.netns.StartLines;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;

/**
 * A front: what its process has asked for, what it has lent us, and the line to it. Used on the
 * door's loop; what a worker needs is in {@link Wish}.
 */
final class Front {
  /** Longer, a write to a pipe may come in pieces: pipe(7). */
  private static final int MAX_SAID_BYTES = 4_096;

  /** Where it stands; it only goes forward. */
  enum Stage {
    /** It opens files for us. */
    OPENING,
    /** A worker attaches its container. */
    ATTACHING,
    /** Packets flow. */
    ATTACHED,
    /** A worker detaches its container. */
    DETACHING,
    /** Nothing of it is left here. */
    ENDED
  }

  /**
   * What a worker is to do for it.
   *
   * @param request the container
   * @param apiPath where the API socket is to be bound, as seen from here, or null
   * @param guest the container's IPv4 address
   */
  record Wish(AttachRequest request, @Nullable String apiPath, int guest) {}

  final long id;
  final FrontProcess process;
  final Slirp4netnsOptions options;
  Stage stage = Stage.OPENING;

  /** What its container is called. */
  String container = "";

  /** Whether its process has died. */
  boolean gone;

  /** Whether a worker looks at its counters: who asks meanwhile is answered by the same. */
  boolean counting;

  private final int slotFd;
  private @Nullable HangUp line;
  private int exitFd = -1;
  private @Nullable HangUp exit;
  private final Deque<String> toOpen = new ArrayDeque<>();
  private final List<Integer> opened = new ArrayList<>();

  Front(long id, FrontProcess process, int slotFd, Slirp4netnsOptions options) {
    this.id = id;
    this.process = process;
    this.slotFd = slotFd;
    this.options = options;
    NamespaceTarget target = tap().target();
    if (target instanceof NamespaceTarget.OfPath path) {
      toOpen.add(path.netnsPath());
    }
    String userns = usernsPath(target);
    if (userns != null) {
      toOpen.add(userns);
    }
    if (options.apiSocket() != null) {
      toOpen.add(folderOf(options.apiSocket()));
    }
  }

  private Attachment.NamespaceTap tap() {
    return (Attachment.NamespaceTap) options.attachment();
  }

  private static @Nullable String usernsPath(NamespaceTarget target) {
    return switch (target) {
      case NamespaceTarget.OfPath path -> path.usernsPath();
      case NamespaceTarget.OfPid pid -> pid.usernsPath();
      case NamespaceTarget.Current current -> null;
    };
  }

  private static String folderOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : path.substring(0, slash + 1);
  }

  /**
   * Waits for its process to die, which nobody can tell who cannot be watched: then the line is
   * closed, and it goes on by itself.
   */
  boolean watch(IoEventLoop loop, Runnable onGone) {
    line = HangUp.watch(loop, slotFd, onGone);
    return line != null;
  }

  /** Takes a copy of its exit descriptor; where that is not open, there is none. */
  void takeExit() throws SystemCallException {
    int fd = options.exitFd();
    if (fd >= 0 && process.has(fd)) {
      exitFd = process.copy(fd);
    }
  }

  /** Waits for the exit descriptor to hang up, which has happened if it is not open at all. */
  void watchExit(IoEventLoop loop, Runnable onHangUp) {
    if (options.exitFd() < 0) {
      return;
    }
    if (exitFd < 0) {
      onHangUp.run();
      return;
    }
    exit = HangUp.watch(loop, exitFd, onHangUp);
    exitFd = -1; // the watch's, or closed by it
    if (exit == null) {
      complain("WARNING: exit-fd " + options.exitFd() + " is of a kind that never hangs up");
    }
  }

  /** Asks for the next file to be opened; returns false when all are. */
  boolean askForFile() {
    String path = toOpen.peek();
    if (path == null) {
      return false;
    }
    say("f " + id + " " + path + "\n");
    return true;
  }

  /** Takes the file that it has opened. */
  void takeFile() throws SystemCallException {
    toOpen.remove();
    opened.add(process.takeFile());
  }

  /** Returns what is wished, with what was opened in the place of the paths. */
  Wish wish() {
    Deque<Integer> files = new ArrayDeque<>(opened);
    NamespaceTarget target = tap().target();
    String netns = target instanceof NamespaceTarget.OfPath ? own(files.remove()) : null;
    String userns = usernsPath(target) == null ? null : own(files.remove());
    NamespaceTarget seen =
        netns == null
            ? new NamespaceTarget.OfPid(((NamespaceTarget.OfPid) target).pid(), userns)
            : new NamespaceTarget.OfPath(netns, userns);
    AttachRequest request =
        new AttachRequest(
            null,
            seen,
            tap().tapName(),
            tap().configured(),
            tap().macAddress(),
            options.network(),
            new Settings(options.fast(), null, List.of()),
            "slirp4netns",
            false);
    String api = options.apiSocket();
    String apiPath =
        api == null ? null : own(files.remove()) + "/" + api.substring(api.lastIndexOf('/') + 1);
    return new Wish(request, apiPath, options.network().cidr().guest());
  }

  private static String own(int fd) {
    return "/proc/" + ProcessCalls.getpid() + "/fd/" + fd;
  }

  /** Tells that it is served, prints what a helper prints, and has the ready byte written. */
  void accept() {
    StringBuilder text = new StringBuilder("y ").append(id).append('\n');
    (options.warnings() + StartLines.of(options))
        .lines()
        .forEach(each -> text.append("o ").append(each).append('\n'));
    int ready = options.readyFd();
    if (ready >= 0 && process.has(ready)) {
      text.append("r ").append(ready).append('\n');
    } else if (ready >= 0) {
      text.append("e WARNING: ready-fd ")
          .append(ready)
          .append(" is not open: nobody is told of the network\n");
    }
    say(text.toString());
  }

  /** Has lines printed on its standard error. */
  void complain(String lines) {
    StringBuilder text = new StringBuilder();
    lines.lines().forEach(each -> text.append("e ").append(each).append('\n'));
    say(text.toString());
  }

  /** Says something, unless it has heard its last word. */
  void say(String text) {
    if (stage != Stage.ENDED) {
      say(slotFd, text);
    }
  }

  /** Writes to a slot; what a stopped process does not read is lost. */
  static void say(int slotFd, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (NativeBlock block = new NativeBlock(MAX_SAID_BYTES)) {
      for (int at = 0; at < bytes.length; ) {
        int count = Math.min(bytes.length - at, MAX_SAID_BYTES);
        byte[] part = new byte[count];
        System.arraycopy(bytes, at, part, 0, count);
        block.putBytes(0, part);
        if (FileCalls.write(slotFd, block.address(), count) != count) {
          return;
        }
        at += count;
      }
    }
  }

  /** Gives up what is held for it, and the line: it reads the end. */
  void release() {
    stage = Stage.ENDED;
    if (exit != null) {
      exit.end();
    }
    FileCalls.close(exitFd);
    exitFd = -1;
    for (int fd : opened) {
      FileCalls.close(fd);
    }
    opened.clear();
    if (line != null) {
      line.end();
    }
  }
}
