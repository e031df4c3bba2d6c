package org.slirp4j.runtime.sandbox;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What the kernel tells about a thread: proc_pid_status(5). */
final class ThreadStatus {
  private static final int MAX_BYTES = 8192;

  private final String text;

  ThreadStatus(String text) {
    this.text = text;
  }

  /** Reads a thread's status; it is empty when the thread has ended. */
  static ThreadStatus of(String thread) {
    return read("/proc/self/task/" + thread + "/status");
  }

  /** Reads the status of the process's first thread. */
  static ThreadStatus ofProcess() {
    return read("/proc/self/status");
  }

  /** Reads a status, which is empty only when there is no such file. */
  static ThreadStatus read(String path) {
    byte[] bytes = new byte[MAX_BYTES];
    try (FileInputStream file = new FileInputStream(path)) {
      int length = file.readNBytes(bytes, 0, bytes.length);
      return new ThreadStatus(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // No descriptor left, or forbidden: who cannot be looked at is not known to be confined.
      return new ThreadStatus(new File(path).exists() ? "unknown\n" : "");
    }
  }

  /** Tells whether there is nothing left to take from the thread; a thread that has ended is. */
  boolean isConfined() {
    if (text.isEmpty()) {
      return true;
    }
    long capabilities = hex("CapPrm") | hex("CapInh") | hex("CapEff") | hex("CapBnd");
    return (capabilities & ~Capabilities.KEPT) == 0 && hex("NoNewPrivs") == 1;
  }

  /** Tells whether the thread may use all of these capabilities. */
  boolean hasCapabilities(long mask) {
    return (hex("CapEff") & mask) == mask;
  }

  /** Returns the mask of blocked signals, signal 1 in bit 0. */
  long blockedSignals() {
    return hex("SigBlk");
  }

  private long hex(String field) {
    int at = text.indexOf("\n" + field + ":\t");
    if (at < 0) {
      return 0; // as it is before Linux 4.10 for no-new-privs
    }
    int begin = at + field.length() + 3;
    return Long.parseUnsignedLong(text.substring(begin, text.indexOf('\n', begin)), 16);
  }
}
