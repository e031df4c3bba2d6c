package org.slirp4j.tcpip.tcp;

/**
 * The states of RFC 9293, 3.3.2, and one of a proxy's own. There is no LISTEN: every address and
 * port listens.
 */
enum TcpState {
  /** (deviation) A SYN came and the far end is being dialled; nothing was answered yet. */
  DIALLING,
  /** We sent a SYN. */
  SYN_SENT,
  /** We sent SYN and got SYN, and wait for the acknowledgment of ours. */
  SYN_RECEIVED,
  /** Data flows both ways. */
  ESTABLISHED,
  /** We sent FIN, the guest has neither acknowledged it nor sent its own. */
  FIN_WAIT_1,
  /** Our FIN is acknowledged, the guest may still send. */
  FIN_WAIT_2,
  /** The guest sent FIN, we may still send. */
  CLOSE_WAIT,
  /** Both sent FIN, ours is not acknowledged. */
  CLOSING,
  /** The guest sent FIN, then we did; ours is not acknowledged. */
  LAST_ACK,
  /** All is over; late segments are answered for a while. */
  TIME_WAIT,
  /** The connection is forgotten. */
  CLOSED;

  private final String label = name().replace('_', '-');

  /** Returns the state's name as RFC 9293 writes it. */
  String label() {
    return label;
  }

  /** Tells whether the sequence numbers of both sides are agreed. */
  boolean isSynchronized() {
    return ordinal() >= ESTABLISHED.ordinal() && this != CLOSED;
  }

  /** Tells whether the guest may still send text. */
  boolean canReceive() {
    return this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
  }

  /** Tells whether the connection waits for an answer of the guest or of the far end to a SYN. */
  boolean isHalfOpen() {
    return this == DIALLING || this == SYN_SENT || this == SYN_RECEIVED;
  }
}
