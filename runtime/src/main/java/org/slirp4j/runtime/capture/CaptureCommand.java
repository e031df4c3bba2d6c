package org.slirp4j.runtime.capture;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.Signals;
import org.slirp4j.runtime.cli.CaptureOptions;
import org.slirp4j.runtime.client.DaemonClient;

/**
 * {@code slirp4j capture}: a container's frames into a file, a pipe or, line by line, onto a
 * terminal, until Ctrl-C, SIGTERM, or the container's end.
 *
 * <p>The main thread reads what the daemon sends. A signal closes the connection under it, a moment
 * later: then the stream is brought to its proper end, with the statistics so far.
 */
public final class CaptureCommand {
  private static final int BUFFER_BYTES = 256 << 10;

  // inode(7)
  private static final int FILE_TYPE = 0xf000;
  private static final int PIPE = 0x1000;
  private static final int SOCKET = 0xc000;

  /** What is on its way when the end is wished for has this long to come. */
  private static final long LAST_FRAMES_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final AtomicBoolean over = new AtomicBoolean();
  private final CaptureOptions options;

  private CaptureCommand(CaptureOptions options) {
    this.options = options;
  }

  /**
   * Captures.
   *
   * @return the exit status
   * @throws IOException when it cannot begin, or the capture cannot be written
   */
  public static int run(CaptureOptions options, DaemonClient daemon, boolean terminal)
      throws IOException {
    return new CaptureCommand(options).capture(daemon, terminal);
  }

  private int capture(DaemonClient daemon, boolean terminal) throws IOException {
    try (PacketFilter filter = PacketFilter.of(options.filter());
        InputStream in = daemon.open(path(), "application/x-pcapng")) {
      for (String signal : new String[] {"INT", "TERM", "HUP"}) {
        Signals.on(signal, () -> stop(in));
      }
      PcapngReader reader = new PcapngReader(in);
      CaptureSink sink = sink(reader, terminal);
      long taken = 0;
      try (sink) {
        taken = copy(reader, filter, sink);
      } catch (BrokenSinkException e) {
        if (!isPipe()) { // of which the reader has had enough: that is no error
          throw new IOException("write " + target(terminal) + ": " + e.getMessage(), e);
        }
      }
      if (!reader.hasBegun() && !over.get()) {
        throw new IOException(
            "capture of " + options.container() + ": the container has gone, or too many look");
      }
      System.err.println(
          taken
              + " frames captured, "
              + reader.received()
              + " seen, "
              + reader.lost()
              + " lost for want of time");
    }
    return 0;
  }

  private String path() {
    String name = URLEncoder.encode(options.container(), StandardCharsets.UTF_8);
    return "/api/v1/containers/" + name.replace("+", "%20") + "/capture";
  }

  private void stop(InputStream in) {
    if (over.getAndSet(true)) {
      return;
    }
    LockSupport.parkNanos(LAST_FRAMES_NANOS);
    try {
      in.close();
    } catch (IOException e) {
      // It is over in any case.
    }
  }

  private long copy(PcapngReader reader, PacketFilter filter, CaptureSink sink) throws IOException {
    long taken = 0;
    long lost = 0;
    while (true) {
      CapturedFrame frame = next(reader);
      if (frame == null) {
        return taken;
      }
      lost += frame.lost();
      if (filter.takes(frame.bytes())) {
        sink.write(frame.withLost(lost));
        lost = 0;
        taken++;
      }
      if (!reader.hasMore()) {
        sink.flush();
      }
    }
  }

  /** Returns the next frame, or null at the stream's end, whoever has made it. */
  private @Nullable CapturedFrame next(PcapngReader reader) throws IOException {
    try {
      return reader.next();
    } catch (IOException e) {
      if (over.get()) {
        return null;
      }
      throw new IOException("capture of " + options.container() + ": " + e.getMessage(), e);
    }
  }

  private CaptureSink sink(PcapngReader reader, boolean terminal) throws IOException {
    String file = options.file();
    if (file == null && terminal) {
      return new LineSink();
    }
    OutputStream out =
        file == null || file.equals("-")
            ? new FileOutputStream(FileDescriptor.out)
            : new FileOutputStream(file);
    return new PcapngSink(new BufferedOutputStream(out, BUFFER_BYTES), reader);
  }

  /** Tells whether frames go into a pipe or a socket, which is never full for ever. */
  private boolean isPipe() {
    String file = options.file();
    Path written = Path.of(file == null || file.equals("-") ? "/proc/self/fd/1" : file);
    try {
      int type = (Integer) Files.getAttribute(written, "unix:mode") & FILE_TYPE;
      return type == PIPE || type == SOCKET;
    } catch (IOException e) {
      return false;
    }
  }

  private String target(boolean terminal) {
    String file = options.file();
    return file != null && !file.equals("-") ? file : terminal ? "the terminal" : "standard output";
  }
}
