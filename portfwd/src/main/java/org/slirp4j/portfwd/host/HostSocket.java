package org.slirp4j.portfwd.host;

import io.netty.channel.ChannelException;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * A socket of the host on the event loop; made by {@link HostSockets}.
 *
 * <p>Calls return counts and error numbers and never throw: a far end that goes away is no
 * exception.
 */
public final class HostSocket implements EpollIoHandle {
  /** {@link #receive}: the far end has ended its stream. */
  public static final int END = -1;

  /** {@link #receive} and {@link #send}: it went wrong, {@link #errno} tells how. */
  public static final int FAILED = -2;

  /** Who has lent a socket, and keeps a descriptor of it. */
  public interface Lender {
    /**
     * The socket is not used any more.
     *
     * @param reset whether its connection is to be reset; if not, it ends as it is
     */
    void onReturned(boolean reset);
  }

  // A datagram that does not go at once is lost anyway: nobody waits for room.
  private static final EpollIoOps OF_DATAGRAMS = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET);
  private static final EpollIoOps OF_STREAM =
      OF_DATAGRAMS
          .with(EpollIoOps.EPOLLOUT)
          .with(EpollIoOps.EPOLLRDHUP)
          .with(EpollIoOps.valueOf(ReadyHandler.URGENT));

  private final HostSockets owner;
  private final Socket socket;
  private final EpollIoOps events;
  private @Nullable ReadyHandler handler;
  private @Nullable IoRegistration registration;
  private @Nullable Lender lender;
  private int errno;

  /** Counts among those that the owner has beyond its bound. */
  boolean ofReserve;

  // The owner's list of open sockets.
  @Nullable HostSocket previous;
  @Nullable HostSocket next;

  HostSocket(HostSockets owner, int fd, boolean isStream) {
    this.owner = owner;
    this.events = isStream ? OF_STREAM : OF_DATAGRAMS;
    this.socket = new Socket(fd);
  }

  void lender(@Nullable Lender from) {
    lender = from;
  }

  /**
   * Has {@code handler} told of what happens from now on, and the first handler also of what is the
   * case already.
   *
   * @return false, and the socket is closed, when the loop takes no more: it is shutting down, or
   *     the bound of epoll(7), max_user_watches, is reached
   */
  public boolean watch(ReadyHandler handler) {
    this.handler = handler;
    if (registration != null) {
      return true;
    }
    IoRegistration made = owner.loop().register(this).getNow();
    if (made != null) {
      registration = made;
      try {
        made.submit(events);
        return true;
      } catch (UncheckedIOException e) {
        failed(e);
      }
    }
    close();
    return false;
  }

  /** Returns the descriptor, or −1 when it is closed: its number may be another file's by now. */
  public int number() {
    return socket.isOpen() ? socket.intValue() : -1;
  }

  /** Tells whether {@link #close} or {@link #reset} is yet to come. */
  public boolean isOpen() {
    return socket.isOpen();
  }

  /** Returns the error number after {@link #FAILED} or a false result. */
  public int errno() {
    return errno;
  }

  /**
   * Reads at most {@code length} bytes into {@code address}.
   *
   * @return how many came, 0 if there are none now, {@link #END} or {@link #FAILED}
   */
  public int receive(long address, int length) {
    if (!socket.isOpen()) {
      return closed();
    }
    try {
      return socket.recvAddress(address, 0, checked(length));
    } catch (IOException | NotYetConnectedException e) {
      return failed(e);
    }
  }

  /**
   * Writes at most {@code length} bytes from {@code address}.
   *
   * @return how many were taken, 0 if none are now, or {@link #FAILED}
   */
  public int send(long address, int length) {
    if (!socket.isOpen()) {
      return closed();
    }
    try {
      return socket.sendAddress(address, 0, checked(length));
    } catch (IOException | NotYetConnectedException e) {
      return failed(e);
    }
  }

  /**
   * Writes pieces as one.
   *
   * @param iovecs native address of their {@code struct iovec}s
   * @param count how many there are
   * @return how many bytes were taken, 0 if none are now, or {@link #FAILED}
   */
  public int sendPieces(long iovecs, int count) {
    if (!socket.isOpen()) {
      return closed();
    }
    try {
      return (int) socket.writevAddresses(iovecs, count);
    } catch (IOException | NotYetConnectedException e) {
      return failed(e);
    }
  }

  /**
   * Moves bytes into a pipe, at most {@code length} and what is free in it.
   *
   * @param pipeIn the pipe's descriptor for writing
   * @return how many; 0 if the socket has none now, is at its end or before an urgent byte, or the
   *     pipe is full; {@link #FAILED}
   */
  public int spliceInto(int pipeIn, int length) {
    if (!socket.isOpen()) {
      return closed();
    }
    try {
      return Native.splice(socket.intValue(), -1, pipeIn, -1, checked(length));
    } catch (IOException | NotYetConnectedException e) {
      return failed(e);
    }
  }

  /**
   * Writes at most {@code length} bytes out of a pipe that has that many.
   *
   * @param pipeOut the pipe's descriptor for reading
   * @return how many were taken, 0 if none are now, or {@link #FAILED}
   */
  public int spliceFrom(int pipeOut, int length) {
    if (!socket.isOpen()) {
      return closed();
    }
    try {
      return Native.splice(pipeOut, -1, socket.intValue(), -1, checked(length));
    } catch (IOException | NotYetConnectedException e) {
      return failed(e);
    }
  }

  /**
   * Copies at most {@code length} bytes to {@code address} and leaves them where they are.
   *
   * @return as {@link #receive}
   */
  public int peek(long address, int length) {
    return receive(address, length, SocketOptions.MSG_PEEK);
  }

  /**
   * Takes {@code length} bytes that have been {@link #peek}ed at.
   *
   * @param address memory for as many
   */
  public void skip(long address, int length) {
    if (length > 0) {
      receive(address, length, SocketOptions.MSG_TRUNC);
    }
  }

  private int receive(long address, int length, int flags) {
    if (!socket.isOpen()) {
      return closed();
    }
    int asked = checked(length);
    int got = SocketCalls.recv(number(), address, asked, flags | SocketOptions.MSG_DONTWAIT);
    if (got > 0) {
      return got;
    }
    if (got == 0) {
      return END;
    }
    errno = Errno.last();
    return errno == Errno.EAGAIN || errno == Errno.EINTR ? 0 : FAILED;
  }

  /** Has the handler told again what is the case, in the loop's next turn, after others' events. */
  public void tellAgain() {
    if (registration != null && socket.isOpen()) {
      try {
        registration.submit(events);
      } catch (UncheckedIOException e) {
        failed(e);
        reset();
      }
    }
  }

  /** Ends the stream to the far end; false if there is none any more. */
  public boolean shutdownOutput() {
    try {
      socket.shutdown(false, true);
      return true;
    } catch (IOException | NotYetConnectedException e) {
      failed(e);
      return false;
    }
  }

  /** Sets an option to a number; false if the kernel does not know it or forbids it. */
  public boolean setOption(int level, int option, int value) {
    try {
      socket.setIntOpt(level, option, value);
      return true;
    } catch (IOException | NotYetConnectedException | ChannelException e) {
      failed(e);
      return false;
    }
  }

  /** Reads an option into {@code into}; false if the kernel does not know it or has none. */
  boolean readOption(int level, int option, ByteBuffer into) {
    try {
      socket.getRawOpt(level, option, into);
      return true;
    } catch (IOException | NotYetConnectedException | ChannelException e) {
      failed(e);
      return false;
    }
  }

  /** Sets the type of service, or traffic class, of what is sent from now on. */
  public void trafficClass(boolean isV4, int value) {
    setOption(
        isV4 ? SocketOptions.SOL_IP : SocketOptions.SOL_IPV6,
        isV4 ? SocketOptions.IP_TOS : SocketOptions.IPV6_TCLASS,
        value);
  }

  /** Takes the pending error, which is then no longer pending; 0 if there is none. */
  public int takeError() {
    try {
      return socket.getSoError();
    } catch (IOException | NotYetConnectedException | ChannelException e) {
      failed(e);
      return errno;
    }
  }

  /**
   * Makes a TCP socket pass on what it carries: small writes go at once (RFC 9293, 3.7.4: they are
   * segmented already), an urgent byte stays in its place among the others (RFC 6093, 6), and a far
   * end that has gone without a word is found out after hours of silence.
   */
  public void passOn() {
    try {
      socket.setTcpNoDelay(true);
    } catch (IOException | NotYetConnectedException | ChannelException e) {
      failed(e);
    }
    setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_OOBINLINE, 1);
    setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_KEEPALIVE, 1);
  }

  /** Closes it so that the far end of a TCP connection sees a RST. */
  public void reset() {
    if (socket.isOpen() && lender == null) {
      try {
        socket.setSoLinger(0);
      } catch (IOException | NotYetConnectedException | ChannelException e) {
        failed(e);
      }
    }
    close(true);
  }

  /** Closes it; harmless when it is closed. No event comes any more. */
  @Override
  public void close() {
    close(false);
  }

  private void close(boolean reset) {
    if (!socket.isOpen()) {
      return;
    }
    owner.onClose(this);
    handler = null;
    Lender from = lender;
    IoRegistration registered = registration;
    if (from != null && registered != null) {
      registered.cancel(); // the lender's descriptor would keep it in epoll
    }
    try {
      // Closing takes it out of epoll, so that cancelling it afterwards costs no system call.
      socket.close();
    } catch (IOException | NotYetConnectedException e) {
      failed(e);
    }
    if (from != null) {
      from.onReturned(reset);
    } else if (registered != null) {
      registered.cancel();
    }
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  @Override
  public void handle(IoRegistration source, IoEvent event) {
    if (handler == null) {
      return;
    }
    boolean concernsStack = handler.concernsStack();
    try {
      handler.onReady(((EpollIoEvent) event).ops().value());
    } catch (RuntimeException e) {
      // A fault of ours. Netty would put the loop to sleep for a second; one socket is the lesser
      // loss, which its flow finds out with the next use.
      owner.onFault(e);
      reset();
    }
    if (concernsStack) {
      owner.requestEmit();
    }
  }

  // The kernel would take it for a length of 2^64 less a little, and write over other memory.
  private static int checked(int length) {
    if (length < 0) {
      throw new IllegalArgumentException("length " + length);
    }
    return length;
  }

  private int closed() {
    errno = Errno.EBADF;
    return FAILED;
  }

  private int failed(Exception e) {
    Throwable reason = e instanceof UncheckedIOException ? e.getCause() : e;
    if (reason instanceof NativeIoException told) {
      errno = -told.expectedErr();
    } else {
      errno = withoutNumber(reason);
    }
    return FAILED;
  }

  /** What Netty tells without a number: an end that has gone, a closed descriptor, an option. */
  private static int withoutNumber(@Nullable Throwable reason) {
    if (reason instanceof NotYetConnectedException) {
      return Errno.ENOTCONN;
    }
    return reason instanceof ChannelException ? Errno.EOPNOTSUPP : Errno.EBADF;
  }
}
