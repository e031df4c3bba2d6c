package org.slirp4j.tapdev;

import java.util.List;
import org.slirp4j.tapdev.libc.FileCalls;

/** A way to get descriptors that belong to other namespaces. */
interface Entrance {
  /** Opens {@code files} in {@code where}; returns their descriptors, or leaves none open. */
  int[] open(Namespaces where, List<InsideFile> files) throws SystemCallException;

  /** Closes the first {@code count} of {@code fds}, after the next one failed. */
  static void close(int[] fds, int count) {
    for (int i = 0; i < count; i++) {
      FileCalls.close(fds[i]);
    }
  }
}
