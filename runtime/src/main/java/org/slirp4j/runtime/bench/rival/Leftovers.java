package org.slirp4j.runtime.bench.rival;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Processes that are no children of ours, because they went into the background. */
public final class Leftovers {
  private static final Set<ProcessHandle> ALL = ConcurrentHashMap.newKeySet();

  private Leftovers() {}

  static void add(ProcessHandle process) {
    ALL.add(process);
  }

  static void remove(ProcessHandle process) {
    ALL.remove(process);
  }

  /** Ends those that are still there. */
  public static void end() {
    ALL.forEach(ProcessHandle::destroyForcibly);
    ALL.clear();
  }
}
