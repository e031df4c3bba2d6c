package org.slirp4j.runtime.netns;

import java.io.File;
import java.io.IOException;

/**
 * Tells what our caller has opened for us from what we have opened ourselves.
 *
 * <p>A caller may name a descriptor that it has forgotten to open. By now the virtual machine may
 * have got that number for a file of its own, all of which lie in the image: we must not write to
 * it, wait for it or close it. Asked first of all, before anything else is opened, and while /proc
 * can be seen.
 */
final class InheritedFd {
  private static final String OPEN_FILES = "/proc/self/fd";

  private InheritedFd() {}

  /** Tells whether {@code fd} is open and was so when the process began. */
  static boolean isOpen(int fd) {
    File file = new File(OPEN_FILES, Integer.toString(fd));
    if (!file.exists()) {
      return !new File(OPEN_FILES).exists(); // without /proc nothing can be told
    }
    try {
      String image = new File(System.getProperty("java.home")).getCanonicalFile().getParent();
      return !file.getCanonicalPath().startsWith(image + "/");
    } catch (IOException e) {
      return true; // a name that cannot be followed is none of the image's
    }
  }
}
