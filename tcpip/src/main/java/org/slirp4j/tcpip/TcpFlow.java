package org.slirp4j.tcpip;

/**
 * A TCP connection of the container, as its relay sees it: the stack is the remote end.
 *
 * <p>Calls change the connection's state at once and its frames leave at the next {@link
 * Stack#emit}; whoever calls from outside {@link Stack#onFrame} or {@link Stack#onDeadline} sees to
 * it that one follows. After {@link TcpHandler#onClosed} every call does nothing.
 */
public interface TcpFlow {
  /** Returns the number that the flow's log lines carry; never used twice by one stack. */
  long id();

  /** Returns the container's address. */
  IpAddress guestAddress();

  /** Returns the container's port. */
  int guestPort();

  /** Returns the address that the container means to talk to. */
  IpAddress peerAddress();

  /** Returns the port that the container means to talk to. */
  int peerPort();

  /** Tells whether there is a log: to be asked before an event for it is put into words. */
  default boolean isLogged() {
    return false;
  }

  /** Tells the log, if there is one, what has become of the flow's far end. */
  default void log(String event) {}

  /**
   * Returns the traffic class of the guest's latest segment that had a SYN or text, without its ECN
   * bits (RFC 9293, 3.9.2: MAY-9): 0 to 252.
   */
  int trafficClass();

  /**
   * Sets the traffic class of what is sent to the guest from now on (RFC 9293, MUST-48); its ECN
   * bits are not looked at.
   */
  void trafficClass(int value);

  /** Answers the SYN with a SYN/ACK: the far end is there. */
  void accept();

  /** Answers the SYN as {@code refusal} says and forgets the flow. Only before {@link #accept}. */
  void refuse(Refusal refusal);

  /** Returns how many bytes the guest may still be sent before acknowledgements free room. */
  int sendRoomBytes();

  /**
   * Makes room for bytes to the guest, of which {@link #commit} tells how many came.
   *
   * <p>The room is the caller's until {@link #commit}, {@link #shutdownOutput} or {@link #reset},
   * or until the flow is over ({@link TcpHandler#onClosed}): then the memory serves others. So
   * nobody may write into it after the turn in which it was reserved, nor while another call of the
   * stack runs; a read that completes later needs memory of its own.
   *
   * @return the native address of {@link #reservedBytes} writable bytes, or 0 when there is no room
   *     or no memory, or the handshake is not over: stop reading until {@link
   *     TcpHandler#onSendRoom}
   */
  long reserve();

  /** Returns the size of the room that {@link #reserve} returned last. */
  int reservedBytes();

  /**
   * Queues the first {@code length} bytes of the reserved room for the guest; 0 gives it back.
   *
   * @throws IllegalStateException when that much was not reserved
   */
  void commit(int length);

  /**
   * Ends the stream to the guest: FIN after everything queued so far, and after the handshake.
   * Nothing can be committed any more.
   */
  void shutdownOutput();

  /**
   * Offers the handler what it left, after {@link TcpHandler#onData} took less than it was offered.
   */
  void resume();

  /** Ends the connection with a RST. {@link TcpHandler#onClosed} is not called. */
  void reset();
}
