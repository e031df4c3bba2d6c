package org.slirp4j.tcpip;

/**
 * Bounds of a stack: how many flows of each kind, how many bytes.
 *
 * @param maxTcpFlows TCP connections in all states but TIME-WAIT
 * @param maxHalfOpen TCP connections of which the far end or the guest has not answered yet
 * @param maxTimeWait TCP connections in TIME-WAIT; the oldest makes room
 * @param maxUdpFlows UDP mappings; the one idle longest makes room
 * @param maxEchoFlows echo streams; the one idle longest makes room
 * @param maxReassemblies IP packets being reassembled; the oldest makes room
 * @param maxQueuedFrames datagrams and control frames waiting for {@link Stack#emit}
 * @param receiveWindowBytes most bytes of a guest's stream that are kept for a slow far end
 * @param sendBufferBytes most bytes for the guest that are kept unacknowledged
 */
public record Limits(
    int maxTcpFlows,
    int maxHalfOpen,
    int maxTimeWait,
    int maxUdpFlows,
    int maxEchoFlows,
    int maxReassemblies,
    int maxQueuedFrames,
    int receiveWindowBytes,
    int sendBufferBytes) {

  /** What a container's helper uses. */
  public static final Limits DEFAULT =
      new Limits(32_768, 2_048, 8_192, 8_192, 256, 64, 1_024, 4 << 20, 1 << 20);
}
