package org.slirp4j.portfwd.splice;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * A fixed number of TCP sockets that are used again and again, for a process that can make no more.
 *
 * <pre>
 *   free ──asked for──▶ lent: a second descriptor of it is the asker's
 *    ▲                   │ closed
 *    ├───nothing is under way any more, or it is to be reset
 *    └── resting ◀───────┘ the service has not got all of it yet
 * </pre>
 *
 * <p>connect(2) to AF_UNSPEC makes a TCP socket new in every state: it drops what is not sent, and
 * resets a connection that has not ended. Options stay.
 */
final class LentSockets implements SocketSupply {
  /** How long a service may take its time with the last bytes. */
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;
  private static final int SOL_TCP = 6;
  private static final int TCP_INFO = 11;
  private static final int AF_UNSPEC = 0;
  private static final int ADDRESS_BYTES = 16;

  // <net/tcp_states.h>: our end has been told, and not been confirmed.
  private static final int FIN_WAIT1 = 4;
  private static final int LAST_ACK = 9;
  private static final int CLOSING = 11;

  private final ArrayDeque<Loan> free = new ArrayDeque<>();
  private final ArrayDeque<Loan> resting = new ArrayDeque<>();
  private final int[] fds;
  private boolean closed;

  /** Takes over unconnected sockets. */
  LentSockets(int[] fds) {
    this.fds = fds;
    for (int fd : fds) {
      free.add(new Loan(fd));
    }
  }

  @Override
  public void warmUp() {
    // They are there.
  }

  @Override
  public void ask(Asker asker) {
    Loan loan = closed ? null : next();
    int fd = loan == null ? NONE : FileCalls.dup(loan.fd);
    if (loan != null && fd < 0) {
      free.add(loan); // no descriptor left
    }
    asker.onSocket(fd, loan);
  }

  private @Nullable Loan next() {
    for (int left = resting.size(); left > 0 && free.isEmpty(); left--) {
      Loan oldest = resting.remove();
      boolean isLate = System.nanoTime() - oldest.endedNanos > REST_NANOS;
      if (isLate || !isBusy(oldest.fd)) {
        renew(oldest);
      } else {
        resting.add(oldest);
      }
    }
    return free.poll();
  }

  /** Tells whether bytes or the end are still on their way to the service. */
  private static boolean isBusy(int fd) {
    int state = option(fd, SOL_TCP, TCP_INFO, 1) & 0xff;
    return state == FIN_WAIT1 || state == LAST_ACK || state == CLOSING;
  }

  private void renew(Loan loan) {
    try (NativeBlock address = new NativeBlock(ADDRESS_BYTES)) {
      address.putShort(0, AF_UNSPEC);
      if (SocketCalls.connect(loan.fd, address.address(), ADDRESS_BYTES) == 0) {
        option(loan.fd, SOL_SOCKET, SO_ERROR, Integer.BYTES); // taken, and so gone
        free.add(loan);
      }
    }
  }

  private static int option(int fd, int level, int option, int bytes) {
    try (NativeBlock block = new NativeBlock(2 * Integer.BYTES)) {
      block.putInt(Integer.BYTES, bytes);
      long length = block.address() + Integer.BYTES;
      SocketCalls.getsockopt(fd, level, option, block.address(), length);
      return block.getInt(0);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      for (int fd : fds) {
        FileCalls.close(fd);
      }
    }
  }

  private final class Loan implements HostSocket.Lender {
    private final int fd;
    private long endedNanos;

    Loan(int fd) {
      this.fd = fd;
    }

    @Override
    public void onReturned(boolean reset) {
      if (closed) {
        return;
      }
      if (!reset && isBusy(fd)) {
        endedNanos = System.nanoTime();
        resting.add(this);
      } else {
        renew(this);
      }
    }
  }
}
