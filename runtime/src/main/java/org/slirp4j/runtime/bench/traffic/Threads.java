package org.slirp4j.runtime.bench.traffic;

import java.io.IOException;

/** Threads whose work ends when their socket does. */
final class Threads {
  private Threads() {}

  /** Work on a socket. */
  interface Work {
    void run() throws IOException;
  }

  /** Starts a thread that does {@code work} until it fails, which is how it ends. */
  static Thread start(String name, Work work) {
    return Thread.ofPlatform().daemon().name(name).start(() -> run(work));
  }

  /** The same, for many at once. */
  static Thread startVirtual(Work work) {
    return Thread.ofVirtual().start(() -> run(work));
  }

  private static void run(Work work) {
    try {
      work.run();
    } catch (IOException e) {
      // closed, by us or by the other end
    }
  }
}
