package org.slirp4j.runtime.bench.rival;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What other programs say: read within a time and up to a length, whatever they do. */
public final class Output {
  private static final int LAST_BYTES = 4_096;
  private static final int LAST_CHARACTERS = 300;

  private Output() {}

  /**
   * Returns what a process says until its output ends; one that goes on for longer, or says more,
   * is killed.
   *
   * @param name of the program, for a person
   * @throws IOException when it was killed
   */
  public static String of(Process process, String name, int seconds, int mostBytes)
      throws IOException {
    try (Limit limit = new Limit(process, seconds)) {
      byte[] said = new byte[0];
      try {
        said = process.getInputStream().readNBytes(mostBytes + 1);
      } catch (IOException e) {
        if (!limit.isOver()) { // the limit closes the stream
          throw e;
        }
      }
      if (limit.isOver()) {
        throw new IOException(name + " took over " + seconds + " s");
      }
      if (said.length > mostBytes) {
        process.destroyForcibly();
        throw new IOException(name + " says more than " + mostBytes + " bytes");
      }
      return new String(said, StandardCharsets.UTF_8);
    }
  }

  /**
   * Returns the last line of a file that a process has written, shortened; empty if there is none.
   */
  static String lastLine(Path file) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      log.seek(Math.max(0, log.length() - LAST_BYTES));
      byte[] end = new byte[LAST_BYTES];
      int count = Math.max(0, log.read(end));
      String text = new String(end, 0, count, StandardCharsets.UTF_8).strip();
      return shortened(text.lines().reduce("", (before, line) -> line));
    } catch (IOException e) {
      return "";
    }
  }

  /** Returns a line of somebody else's as it may be shown: short, and no command to a terminal. */
  static String shortened(String line) {
    StringBuilder text = new StringBuilder();
    line.codePoints()
        .limit(LAST_CHARACTERS)
        .forEach(point -> text.appendCodePoint(Character.isISOControl(point) ? ' ' : point));
    return text.toString().strip();
  }

  /** A time after which a process is killed. */
  public static final class Limit implements AutoCloseable {
    private final Thread watch;
    private volatile boolean over;

    /** Begins. */
    public Limit(Process process, int seconds) {
      watch =
          Thread.ofPlatform()
              .daemon()
              .name("time-limit")
              .start(() -> {
                try {
                  TimeUnit.SECONDS.sleep(seconds);
                  over = true;
                  process.descendants().forEach(ProcessHandle::destroyForcibly);
                  process.destroyForcibly();
                } catch (InterruptedException e) {
                  // it was in time
                }
              });
    }

    /** Returns whether the process has been killed. */
    public boolean isOver() {
      return over;
    }

    /** Ends the limit, in time. */
    @Override
    public void close() {
      watch.interrupt();
    }
  }
}
