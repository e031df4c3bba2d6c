package org.slirp4j.runtime.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A running {@code slirp4j daemon} with folders of its own. While there is one, the programs that
 * tests start find it and no other; without one they find none.
 */
public final class DaemonProcess implements AutoCloseable {
  private static final int START_SECONDS = 30;
  private static final int END_SECONDS = 10;

  private static @Nullable DaemonProcess running;
  private static String wish = "auto";

  private final Path folder;
  private final Process process;

  private DaemonProcess(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** Starts one in new folders and waits until its front door is open. */
  public static DaemonProcess start() {
    try {
      return start(
          Files.createTempDirectory(
              "slirp4j-it",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts one as {@link #start} does; who is not served by it fails: SLIRP4J_DAEMON=require. */
  public static DaemonProcess startRequired() {
    wish = "require";
    return start();
  }

  /** Starts another one in this one's folders, where this one has ended. */
  public DaemonProcess startAgain() {
    return start(folder);
  }

  private static DaemonProcess start(Path folder) {
    try {
      ProcessBuilder builder = new ProcessBuilder(Image.program("slirp4j"), "daemon");
      builder.environment().putAll(places(folder));
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
      Process process = builder.start();
      DaemonProcess started = new DaemonProcess(folder, process);
      String pid = " " + process.pid() + " ";
      await()
          .atMost(START_SECONDS, TimeUnit.SECONDS)
          .pollInterval(10, TimeUnit.MILLISECONDS)
          .until(() -> {
            if (!process.isAlive()) {
              throw new AssertionError("the daemon has ended: " + started.log());
            }
            Path announced = started.front().resolve("daemon");
            return Files.exists(announced) && Files.readString(announced).contains(pid);
          });
      running = started;
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> places(Path folder) {
    return Map.of(
        "XDG_RUNTIME_DIR", folder.toString(), "XDG_STATE_HOME", folder.resolve("state").toString());
  }

  /** Puts what leads to the daemon, if there is one, into a program's environment. */
  public static void putInto(Map<String, String> environment) {
    DaemonProcess daemon = running;
    if (daemon == null) {
      environment.put("SLIRP4J_DAEMON", "never");
    } else {
      environment.put("SLIRP4J_DAEMON", wish);
      environment.putAll(places(daemon.folder));
    }
  }

  /** Returns the folder of the front door. */
  public Path front() {
    return folder.resolve("slirp4j/front");
  }

  /** Returns its process id. */
  public long pid() {
    return process.pid();
  }

  /** Tells whether it is running. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns what it has said. */
  public String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how many descriptors it has open. */
  public int openFiles() {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
      return (int) files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it by a signal. */
  public void end(String signal) {
    Outcome.of(List.of("kill", "-" + signal, Long.toString(pid()))).outIfOk();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the daemon runs on after " + signal + ": " + log());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (running != null && running.folder.equals(folder)) {
      running = null;
      wish = "auto";
    }
    try {
      process.destroyForcibly().waitFor();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
