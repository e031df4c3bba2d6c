package org.slirp4j.portfwd.splice;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.FileCalls;

/** A loop's pipes: few of them, each with one stream at a time, while that has bytes under way. */
final class Pipes implements AutoCloseable {
  /**
   * Most pipes at a time. Only streams whose receivers are slow hold one for longer than a turn of
   * the loop; when all are held, other streams do without.
   */
  static final int MAX_PIPES = 64;

  /** Pipes that are kept for the next who needs one. */
  static final int MAX_IDLE = 4;

  /**
   * What a pipe is asked to hold. The system grants a user 64 MiB in all pipes of his processes
   * (pipe-user-pages-soft), and less than this when that is used up.
   */
  static final int WANTED_BYTES = 256 << 10;

  private static final int F_SETPIPE_SZ = 1031;
  private static final int F_GETPIPE_SZ = 1032;

  private final Set<Pipe> all = new HashSet<>();
  private final ArrayDeque<Pipe> idle = new ArrayDeque<>();

  /** Returns how many there are. */
  int count() {
    return all.size();
  }

  /** Returns the pipe that {@link #take} will return, or null when there is none. */
  @Nullable Pipe next() {
    Pipe first = idle.peekLast();
    if (first == null && all.size() < MAX_PIPES) {
      first = make();
      if (first != null) {
        all.add(first);
        idle.add(first);
      }
    }
    return first;
  }

  /** Returns an empty pipe, or null when there is none. */
  @Nullable Pipe take() {
    next();
    return idle.pollLast();
  }

  /** Takes an empty pipe back. */
  void giveBack(Pipe pipe) {
    if (idle.size() < MAX_IDLE) {
      idle.add(pipe);
    } else {
      discard(pipe);
    }
  }

  /** Takes back a pipe with bytes in it that nobody wants any more. */
  void discard(Pipe pipe) {
    all.remove(pipe);
    pipe.close();
  }

  /** Closes all, those in use, too. */
  @Override
  public void close() {
    for (Pipe pipe : all) {
      pipe.close();
    }
    all.clear();
    idle.clear();
  }

  private static @Nullable Pipe make() {
    try {
      FileDescriptor[] ends = FileDescriptor.pipe();
      int out = ends[0].intValue();
      int bytes = FileCalls.fcntl(out, F_SETPIPE_SZ, WANTED_BYTES);
      if (bytes < 0) {
        bytes = FileCalls.fcntl(out, F_GETPIPE_SZ, 0);
      }
      Pipe made = new Pipe(ends[0], ends[1], bytes);
      if (bytes > 0) {
        return made;
      }
      made.close();
    } catch (IOException e) {
      // No descriptor left: there are other ways.
    }
    return null;
  }
}
