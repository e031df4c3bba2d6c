package org.slirp4j.tcpip.tcp;

/** Room for what the relay writes: how much there is, and when to tell the relay of more. */
final class SendRoom {
  private final TcpConnection connection;
  private final SendBuffer buffer;
  private boolean wanted;

  SendRoom(TcpConnection connection, SendBuffer buffer) {
    this.connection = connection;
    this.buffer = buffer;
  }

  /** Returns how many bytes more may be held for the guest now. */
  int bytes() {
    return Math.max(0, mostBytes() - buffer.bytes());
  }

  /** Returns how many bytes may be held for the guest as long as memory is what it is now. */
  private int mostBytes() {
    return Math.min(connection.layer.limits.sendBufferBytes(), connection.layer.sendShareBytes());
  }

  /**
   * Makes room for the relay's next read of at most {@code bytes}.
   *
   * @return its address, or 0 when there is none, of which the relay is told in time
   */
  long reserve(int bytes) {
    long address = bytes == 0 ? 0 : buffer.reserve(bytes);
    if (address == 0) {
      wanted = true;
      if (bytes > 0) {
        connection.timers.startForMemory();
      }
    }
    return address;
  }

  /** Notes that the relay found no room and wants to hear when there is some. */
  void want() {
    wanted = true;
  }

  /** Text was acknowledged: tells the relay of room, once there is enough to be worth its while. */
  void onDropped() {
    if (bytes() >= mostBytes() / 2) {
      offer();
    }
  }

  /** Tells the relay, if it wants to know, that there is room. */
  void offer() {
    if (wanted && !connection.isOver()) {
      wanted = false;
      connection.handler().onSendRoom();
    }
  }
}
