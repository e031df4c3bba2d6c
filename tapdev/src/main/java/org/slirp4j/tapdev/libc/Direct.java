package org.slirp4j.tapdev.libc;

/**
 * The second of two ways to call the C library: mapped directly, a call takes 0.4 µs and allocates
 * nothing, but the first one takes 20 ms. So a process that has only just been started calls by
 * name, which takes some 2 µs, until what the first flow has begun to load is there.
 */
public final class Direct {
  private static volatile boolean loaded;
  private static boolean begun;

  private Direct() {}

  /** Begins to load what flows need, on a thread of its own; harmless when that is done. */
  public static void load() {
    if (!loaded) {
      begin();
    }
  }

  private static synchronized void begin() {
    if (begun) {
      return;
    }
    begun = true;
    try {
      Thread.ofPlatform().daemon().name("libc").start(Direct::finish);
    } catch (OutOfMemoryError e) {
      begun = false; // no thread is to be had now: the other way works as well
    }
  }

  private static void finish() {
    int fd = DirectCalls.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_DGRAM, 0);
    if (fd >= 0) {
      FileCalls.close(fd);
    }
    loaded = true;
  }

  /** Tells whether {@link DirectCalls} may be called. */
  static boolean isLoaded() {
    return loaded;
  }

  /** The same; if not, it will be soon. */
  static boolean isReady() {
    if (!loaded) {
      begin();
    }
    return loaded;
  }
}
