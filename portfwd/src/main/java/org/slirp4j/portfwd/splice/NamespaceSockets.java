package org.slirp4j.portfwd.splice;

import org.slirp4j.tapdev.InsideFile;
import org.slirp4j.tapdev.NamespaceEntry;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tapdev.SystemCallException;

/** Sockets made by entering the container's namespaces, as often as wanted. */
public final class NamespaceSockets implements InsideSockets {
  private final NamespaceEntry entry;
  private boolean closed;

  private NamespaceSockets(NamespaceEntry entry) {
    this.entry = entry;
  }

  /**
   * Opens the way in; the namespace lives until it is closed.
   *
   * @throws SystemCallException when there is no such process or path, or it may not be opened
   */
  public static NamespaceSockets of(NamespaceTarget target) throws SystemCallException {
    return new NamespaceSockets(NamespaceEntry.of(target));
  }

  @Override
  public synchronized int[] make(int count, int domain, int type, int protocol)
      throws SystemCallException {
    if (closed) {
      return new int[0];
    }
    InsideFile[] wanted = new InsideFile[count];
    InsideFile one = new InsideFile.Socket(domain, type, protocol);
    for (int i = 0; i < count; i++) {
      wanted[i] = one;
    }
    return entry.open(wanted);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      entry.close();
    }
  }
}
