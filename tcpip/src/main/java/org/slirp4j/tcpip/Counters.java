package org.slirp4j.tcpip;

/** A stack's counts of what went through and what did not. Written by its thread, read by any. */
public final class Counters {
  private final long[] drops = new long[DropReason.values().length];
  private long framesIn;
  private long bytesIn;
  private long framesOut;
  private long bytesOut;
  private long tcpOpened;
  private long udpOpened;
  private long echoOpened;
  private long tcpRetransmits;
  private long tcpStalls;

  /** Counts a drop. */
  public void drop(DropReason reason) {
    drops[reason.ordinal()]++;
  }

  /** Counts {@code packets} drops. */
  public void drop(DropReason reason, int packets) {
    drops[reason.ordinal()] += packets;
  }

  /** Counts a frame from the container. */
  public void frameIn(int bytes) {
    framesIn++;
    bytesIn += bytes;
  }

  /** Counts a frame to the container. */
  public void frameOut(int bytes) {
    framesOut++;
    bytesOut += bytes;
  }

  /** Counts a TCP flow that was opened. */
  public void tcpOpened() {
    tcpOpened++;
  }

  /** Counts a UDP flow that was opened. */
  public void udpOpened() {
    udpOpened++;
  }

  /** Counts an echo flow that was opened. */
  public void echoOpened() {
    echoOpened++;
  }

  /** Counts a TCP segment that was sent again. */
  public void tcpRetransmit() {
    tcpRetransmits++;
  }

  /** Counts a TCP flow whose container has not answered for long (R1 of RFC 9293, 3.8.3). */
  public void tcpStalled() {
    tcpStalls++;
  }

  /** Returns how often {@code reason} was counted. */
  public long drops(DropReason reason) {
    return drops[reason.ordinal()];
  }

  /** Returns the number of frames from the container. */
  public long framesIn() {
    return framesIn;
  }

  /** Returns the number of bytes of frames from the container. */
  public long bytesIn() {
    return bytesIn;
  }

  /** Returns the number of frames to the container. */
  public long framesOut() {
    return framesOut;
  }

  /** Returns the number of bytes of frames to the container. */
  public long bytesOut() {
    return bytesOut;
  }

  /** Returns the number of TCP flows that were opened. */
  public long opened() {
    return tcpOpened;
  }

  /** Returns the number of flows of a protocol that were opened. */
  public long opened(FlowInfo.Protocol protocol) {
    return switch (protocol) {
      case TCP -> tcpOpened;
      case UDP -> udpOpened;
      case ECHO -> echoOpened;
    };
  }

  /** Returns how often a TCP flow's container did not answer for long. */
  public long stalls() {
    return tcpStalls;
  }

  /** Returns the number of TCP segments that were sent again. */
  public long retransmits() {
    return tcpRetransmits;
  }
}
