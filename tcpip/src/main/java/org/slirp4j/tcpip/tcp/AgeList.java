package org.slirp4j.tcpip.tcp;

import org.jspecify.annotations.Nullable;

/**
 * A bounded list of connections in the order in which they came, of which the oldest makes room.
 */
final class AgeList {
  private final int max;
  private int size;
  private @Nullable TcpConnection oldest;
  private @Nullable TcpConnection newest;

  AgeList(int max) {
    this.max = max;
  }

  boolean isFull() {
    return size >= max;
  }

  int size() {
    return size;
  }

  @Nullable TcpConnection oldest() {
    return oldest;
  }

  @Nullable TcpConnection newest() {
    return newest;
  }

  /** Adds a connection that stands in no list. */
  void add(TcpConnection connection) {
    assert connection.ageList == null;
    connection.ageList = this;
    connection.ageOlder = newest;
    if (newest == null) {
      oldest = connection;
    } else {
      newest.ageNewer = connection;
    }
    newest = connection;
    size++;
  }

  /** Takes a connection out of the list that it stands in, if any. */
  static void remove(TcpConnection connection) {
    AgeList list = connection.ageList;
    if (list != null) {
      list.unlink(connection);
    }
  }

  private void unlink(TcpConnection connection) {
    if (connection.ageOlder == null) {
      oldest = connection.ageNewer;
    } else {
      connection.ageOlder.ageNewer = connection.ageNewer;
    }
    if (connection.ageNewer == null) {
      newest = connection.ageOlder;
    } else {
      connection.ageNewer.ageOlder = connection.ageOlder;
    }
    connection.ageOlder = null;
    connection.ageNewer = null;
    connection.ageList = null;
    size--;
  }
}
