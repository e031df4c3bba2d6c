package org.slirp4j.runtime.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the host's resolv.conf really lies, and what has to be shown in the sandbox so that a new
 * one is seen.
 *
 * @param file the file that /etc/resolv.conf leads to
 */
record ResolvConfPlace(Path file) {
  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
  private static final Path ETC = Path.of("/etc");
  private static final Path RUN = Path.of("/run");

  /** Looks where it is; where there is none yet, it will come in /etc. */
  static ResolvConfPlace find() {
    try {
      return new ResolvConfPlace(RESOLV_CONF.toRealPath());
    } catch (IOException e) {
      return new ResolvConfPlace(RESOLV_CONF);
    }
  }

  /** Tells whether it is a plain file in /etc, so that /etc has to be shown. */
  boolean isInEtc() {
    return file.equals(RESOLV_CONF);
  }

  /**
   * Tells whether its folder is shown, else the file alone: a folder below /run or /etc is some
   * name service's own, such as /run/systemd/resolve; any other may hold anything.
   */
  boolean isDirectoryShown() {
    Path folder = folder();
    return folder.startsWith(ETC) || (folder.startsWith(RUN) && !folder.equals(RUN));
  }

  /** Returns what is shown. */
  String shown() {
    return isDirectoryShown() ? folder().toString() : file.toString();
  }

  /** Returns the file's path where what is shown lies at {@code place}. */
  String within(String place) {
    return isDirectoryShown() ? place + "/" + file.getFileName() : place;
  }

  private Path folder() {
    return Objects.requireNonNull(file.getParent()); // it is absolute, and no root
  }
}
