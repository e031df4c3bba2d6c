package org.slirp4j.tapdev.libc;

import com.sun.jna.Native;

/**
 * Calls that move datagrams, mapped directly: they allocate nothing. The class takes some 11 ms to
 * load, so it is for the time after start-up.
 */
public final class MessageCalls {
  static {
    Native.register(MessageCalls.class, Libc.PROCESS);
  }

  private MessageCalls() {}

  /**
   * Receives one message into the {@code msghdr} at {@code message}; its length or −1: recvmsg(2).
   */
  public static native long recvmsg(int fd, long message, int flags);

  /** Sends the {@code msghdr} at {@code message}; the bytes sent or −1: sendmsg(2). */
  public static native long sendmsg(int fd, long message, int flags);

  /** Receives up to {@code count} messages; returns their number or −1: recvmmsg(2). */
  public static native int recvmmsg(int fd, long messages, int count, int flags, long timeout);

  /** Sends up to {@code count} messages; returns their number or −1: sendmmsg(2). */
  public static native int sendmmsg(int fd, long messages, int count, int flags);
}
