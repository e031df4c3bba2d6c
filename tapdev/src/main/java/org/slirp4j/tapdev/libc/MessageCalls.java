package org.slirp4j.tapdev.libc;

/**
 * Calls that move datagrams. They allocate nothing once {@link Direct} is ready, which the first of
 * them sees to.
 */
public final class MessageCalls {
  private MessageCalls() {}

  /**
   * Receives one message into the {@code msghdr} at {@code message}; its length or −1: recvmsg(2).
   */
  public static long recvmsg(int fd, long message, int flags) {
    return Direct.isReady()
        ? DirectCalls.recvmsg(fd, message, flags)
        : Libc.longCall("recvmsg", fd, message, flags);
  }

  /** Sends the {@code msghdr} at {@code message}; the bytes sent or −1: sendmsg(2). */
  public static long sendmsg(int fd, long message, int flags) {
    return Direct.isReady()
        ? DirectCalls.sendmsg(fd, message, flags)
        : Libc.longCall("sendmsg", fd, message, flags);
  }

  /** Receives up to {@code count} messages; returns their number or −1: recvmmsg(2). */
  public static int recvmmsg(int fd, long messages, int count, int flags, long timeout) {
    return Direct.isReady()
        ? DirectCalls.recvmmsg(fd, messages, count, flags, timeout)
        : Libc.intCall("recvmmsg", fd, messages, count, flags, timeout);
  }

  /** Sends up to {@code count} messages; returns their number or −1: sendmmsg(2). */
  public static int sendmmsg(int fd, long messages, int count, int flags) {
    return Direct.isReady()
        ? DirectCalls.sendmmsg(fd, messages, count, flags)
        : Libc.intCall("sendmmsg", fd, messages, count, flags);
  }
}
