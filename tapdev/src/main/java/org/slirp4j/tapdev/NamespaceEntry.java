package org.slirp4j.tapdev;

import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * A door into a container's namespaces: opens files and sockets that belong there, as often as
 * wanted, while this process stays where it is.
 *
 * <p>It needs to be root, or the user who made the user namespace, or to be inside it already. The
 * namespaces stay reachable until the door is closed, whatever becomes of the process or path.
 *
 * <p>All of this runs before the process is ready, so there is no pattern switch on the way: its
 * first use costs 7 ms, which no AOT cache takes away.
 */
public final class NamespaceEntry implements AutoCloseable {
  /** What to enter; null: files are opened where we are. */
  private final @Nullable Namespaces namespaces;

  private NamespaceEntry(@Nullable Namespaces namespaces) {
    this.namespaces = namespaces;
  }

  /**
   * Opens the namespaces of {@code target}, without entering.
   *
   * @throws SystemCallException when there is no such process or path, it is no namespace, or it
   *     may not be opened
   */
  public static NamespaceEntry of(NamespaceTarget target) throws SystemCallException {
    synchronized (Dumpable.LOCK) { // the process may be a child that shares our memory
      if (target instanceof NamespaceTarget.OfPid pid) {
        return new NamespaceEntry(Namespaces.of(pid));
      }
      if (target instanceof NamespaceTarget.OfPath path) {
        return new NamespaceEntry(Namespaces.of(path));
      }
      return new NamespaceEntry(null);
    }
  }

  /**
   * Opens files inside, all of them or none; returns their descriptors in the same order.
   *
   * @throws SystemCallException when the namespaces may not be joined or a file not opened
   */
  public int[] open(InsideFile... files) throws SystemCallException {
    return open(new TableEntrance(), new HelperEntrance(), files);
  }

  /** Opens files inside by one way, or by another where the first is refused. */
  int[] open(Entrance usual, Entrance fallback, InsideFile... files) throws SystemCallException {
    if (namespaces == null) {
      return openHere(files);
    }
    try {
      return usual.open(namespaces, List.of(files));
    } catch (TableRefusedException e) {
      System.getLogger("org.slirp4j.tapdev")
          .log(Level.DEBUG, "entering by a helper process: {0}", e.getMessage());
      return fallback.open(namespaces, List.of(files));
    }
  }

  /** Opens files in the namespaces that this process is in. */
  static int[] openHere(InsideFile... files) throws SystemCallException {
    int[] fds = new int[files.length];
    for (int i = 0; i < files.length; i++) {
      fds[i] = openHere(files[i]);
      if (fds[i] < 0) {
        int errno = Errno.last();
        Entrance.close(fds, i);
        throw files[i].failure(errno);
      }
    }
    return fds;
  }

  private static int openHere(InsideFile file) {
    return file instanceof InsideFile.Socket socket
        ? SocketCalls.socket(socket.domain(), socket.typeAndFlags(), socket.protocol())
        : FileCalls.open(InsideFile.Tun.PATH, InsideFile.Tun.FLAGS);
  }

  @Override
  public void close() {
    if (namespaces != null) {
      namespaces.close();
    }
  }
}
