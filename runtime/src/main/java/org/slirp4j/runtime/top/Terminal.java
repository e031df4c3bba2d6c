package org.slirp4j.runtime.top;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.Out;
import org.slirp4j.runtime.Signals;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;

/**
 * The terminal that standard input and output are, for a program that fills its screen: keys come
 * one by one and are not echoed, and what was on the screen is there again in the end.
 *
 * <p>The end is also Ctrl-C, SIGTERM and SIGHUP: they do not end the process but wish for that
 * ({@link #isOver}), so that the terminal is never left as it should not be.
 */
final class Terminal implements AutoCloseable {
  /** What {@link #key} returns when there was none. */
  static final int NO_KEY = -1;

  /** Keys of several bytes: beyond Unicode. */
  static final int UP = 0x11_0000;

  static final int DOWN = 0x11_0001;

  private static final int INPUT = 0;
  private static final int OUTPUT = 1;

  // ioctl_tty(2), the same on x86-64 and aarch64.
  private static final long TCGETS = 0x5401;
  private static final long TCSETSW = 0x5403;
  private static final long TIOCGWINSZ = 0x5413;

  // struct termios of the kernel: four words of flags, the line discipline, 19 characters.
  private static final int TERMIOS_BYTES = 36;
  private static final int LOCAL_FLAGS_AT = 12;
  private static final int VTIME_AT = 17 + 5;
  private static final int VMIN_AT = 17 + 6;
  private static final int VSUSP_AT = 17 + 10;
  private static final int ICANON = 2;
  private static final int ECHO = 8;

  private static final int KEY_TENTHS_OF_SECONDS = 1;
  private static final int ESCAPE = 0x1b;
  private static final int USUAL_COLUMNS = 80;
  private static final int USUAL_ROWS = 24;

  // Another screen, no cursor, and lines that are too long for a narrow terminal are cut.
  private static final String ENTER = "\033[?1049h\033[?25l\033[?7l";
  private static final String LEAVE = "\033[?7h\033[?25h\033[?1049l";

  private final byte[] before;
  private final AtomicBoolean over = new AtomicBoolean();
  private final InputStream keys = System.in;

  private Terminal(byte[] before) {
    this.before = before;
  }

  /** Tells whether standard input and output are a terminal. */
  static boolean isThere() {
    return attributes(INPUT) != null && attributes(OUTPUT) != null;
  }

  /** Tells whether standard output is a terminal. */
  static boolean isWritten() {
    return attributes(OUTPUT) != null;
  }

  /**
   * Takes the terminal over.
   *
   * @throws IOException when it cannot be had
   */
  static Terminal open() throws IOException {
    byte[] before = attributes(INPUT);
    if (before == null) {
      throw new IOException("standard input is no terminal");
    }
    Terminal terminal = new Terminal(before);
    for (String signal : new String[] {"INT", "TERM", "HUP"}) {
      Signals.on(signal, () -> terminal.over.set(true));
    }
    byte[] raw = before.clone();
    raw[LOCAL_FLAGS_AT] &= ~(ICANON | ECHO);
    raw[VSUSP_AT] = 0; // Ctrl-Z would leave the screen to the shell as it is
    raw[VMIN_AT] = 0;
    raw[VTIME_AT] = KEY_TENTHS_OF_SECONDS;
    set(raw);
    Out.print(ENTER);
    return terminal;
  }

  /** Tells whether somebody has wished for the end. */
  boolean isOver() {
    return over.get();
  }

  /** Returns the next key, or {@link #NO_KEY} after a tenth of a second without one. */
  int key() throws IOException {
    int first = keys.read();
    if (first == NO_KEY && attributes(INPUT) == null) {
      over.set(true); // the terminal has gone, and reading it waits no more
    }
    if (first != ESCAPE) {
      return first;
    }
    if (keys.read() != '[') {
      return ESCAPE;
    }
    return switch (keys.read()) {
      case 'A' -> UP;
      case 'B' -> DOWN;
      default -> NO_KEY;
    };
  }

  /** Returns how many characters a line has. */
  int columns() {
    return width();
  }

  /** Returns how many characters a line of standard output has, 80 when it is no terminal. */
  static int width() {
    return size(2, USUAL_COLUMNS);
  }

  /** Returns how many lines there are. */
  int rows() {
    return size(0, USUAL_ROWS);
  }

  /** Shows lines, from the top, instead of what is there. */
  void show(List<String> lines) {
    StringBuilder text = new StringBuilder("\033[H");
    String separator = "";
    List<String> fitting = lines.subList(0, Math.min(lines.size(), rows()));
    for (String line : fitting) {
      text.append(separator).append(line).append("\033[K");
      separator = "\n";
    }
    Out.print(text.append("\033[J").toString());
  }

  /** Gives the terminal back as it was. */
  @Override
  public void close() {
    Out.print(LEAVE);
    set(before);
  }

  /** Returns a field of struct winsize, or {@code usual} when nobody knows. */
  private static int size(int at, int usual) {
    try (NativeBlock winsize = new NativeBlock(8)) {
      int size =
          FileCalls.ioctl(OUTPUT, TIOCGWINSZ, winsize.address()) == 0 ? winsize.getShort(at) : 0;
      return size > 0 ? size : usual;
    }
  }

  private static byte @Nullable [] attributes(int fd) {
    try (NativeBlock termios = new NativeBlock(TERMIOS_BYTES)) {
      return FileCalls.ioctl(fd, TCGETS, termios.address()) == 0
          ? termios.getBytes(0, TERMIOS_BYTES)
          : null;
    }
  }

  private static void set(byte[] attributes) {
    try (NativeBlock termios = new NativeBlock(TERMIOS_BYTES)) {
      termios.putBytes(0, attributes);
      FileCalls.ioctl(INPUT, TCSETSW, termios.address());
    }
  }

  /** Returns a text as a terminal may be given it: nothing in it can be a command. */
  static String harmless(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> {
          boolean control = Character.isISOControl(point);
          shown.appendCodePoint(
              control || Character.getType(point) == Character.FORMAT ? '?' : point);
        });
    return shown.toString();
  }
}
