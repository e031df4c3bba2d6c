package org.slirp4j.portfwd.splice;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.ReadyHandler;

/**
 * One of a relay's two sockets, and the direction from it to the other.
 *
 * <p>Nothing is read that cannot be put somewhere: what the other socket does not take stays in a
 * pipe, and while that is so, or no pipe is left, in the kernel's own buffer of this socket, which
 * closes the sender's window.
 */
final class Side implements ReadyHandler {
  /** Bytes moved in one turn of the loop, some 60 µs; then others have theirs. */
  static final int TURN_BYTES = 512 << 10;

  /** A pipe that got less than this goes back to the pool: copying is quicker then. */
  static final int FEW_BYTES = 32 << 10;

  private final SpliceRelay relay;
  private final HostSocket socket;

  /** Holds {@link #piped} bytes from this socket to the other; null: none. */
  private @Nullable Pipe pipe;

  private int piped;

  // What this socket has for the other.
  private boolean readable;
  private boolean hungUp;
  private boolean urgent;
  private boolean inputEnded;
  private boolean bulk;

  /** It took less than it was offered; an event tells when it takes more. */
  private boolean blocked;

  /** It takes nothing any more; what it still says is heard. */
  private boolean broken;

  Side(SpliceRelay relay, HostSocket socket) {
    this.relay = relay;
    this.socket = socket;
  }

  boolean watch() {
    return socket.watch(this);
  }

  HostSocket socket() {
    return socket;
  }

  /** Tells whether this direction has ended, and all of it is with the other socket. */
  boolean isDone() {
    return inputEnded;
  }

  @Override
  public boolean concernsStack() {
    return false;
  }

  @Override
  public void onReady(int events) {
    // An error is found by reading up to it, so that no byte before it is lost.
    readable |= (events & (READABLE | HANG_UP | ERROR)) != 0;
    hungUp |= (events & (HANG_UP | ERROR)) != 0;
    urgent |= (events & URGENT) != 0;
    if ((events & WRITABLE) != 0 && blocked) {
      blocked = false;
      relay.otherOf(this).pump();
    }
    pump();
    if ((events & ERROR) != 0 && !relay.isOver()) {
      onError();
    }
  }

  private void onError() {
    if (!inputEnded) {
      relay.onBreaking(); // to be read, behind bytes that the other socket does not take yet
    } else if (socket.takeError() != 0) {
      relay.onBroken(false);
    }
  }

  /** Moves what can be moved to the other socket, and not too much at a time. */
  void pump() {
    Side to = relay.otherOf(this);
    int moved = 0;
    while (!relay.isOver() && !to.broken && !to.blocked) {
      if (piped > 0) {
        drain(to);
      } else if (!readable || inputEnded) {
        break;
      } else if (moved >= TURN_BYTES) {
        socket.tellAgain();
        break;
      } else {
        moved += bulk ? splice(moved, to) : copy(moved, to);
      }
    }
    if (moved > 0) {
      relay.onMoved(this, moved);
    }
  }

  /** Moves bytes by a pipe, without touching them; returns how many. */
  private int splice(int movedBefore, Side to) {
    Pipes pipes = relay.splicer().pipes();
    Pipe through = pipes.take();
    int got = through == null ? 0 : socket.spliceInto(through.inNumber(), TURN_BYTES);
    // At 0 it is empty, at its end or before an urgent byte: a read tells which.
    bulk = got >= FEW_BYTES;
    if (through == null) {
      return 0;
    }
    if (got <= 0) {
      pipes.giveBack(through);
      if (got < 0) {
        stopReading(got, movedBefore);
      }
      return 0;
    }
    pipe = through;
    piped = got;
    drain(to);
    return got;
  }

  /** Moves bytes by a buffer, for which the system takes the least time; returns how many. */
  private int copy(int movedBefore, Side to) {
    Splicer splicer = relay.splicer();
    Pipe spare = splicer.pipes().next();
    if (spare == null) {
      return peek(movedBefore, to);
    }
    int asked = Math.min(Splicer.COPY_BYTES, spare.bytes());
    int got = socket.receive(splicer.buffer(), asked);
    if (got <= 0) {
      stopReading(got, movedBefore);
      return 0;
    }
    // Less than asked for: empty, and what comes makes an event; but an end already told does not,
    // and more may lie behind an urgent byte.
    bulk = got == asked;
    readable = bulk || hungUp || urgent;
    int sent = to.socket.send(splicer.buffer(), got);
    if (sent == HostSocket.FAILED) {
      sendFailed(to);
    } else if (sent < got) {
      to.blocked = true;
      keep(splicer.buffer() + sent, got - sent);
    }
    return got;
  }

  /** Puts what the other socket did not take into a pipe. */
  private void keep(long address, int length) {
    Pipe taken = relay.splicer().pipes().take();
    if (taken == null || taken.put(address, length) != length) {
      throw new IllegalStateException("a pipe took less than it holds");
    }
    pipe = taken;
    piped = length;
  }

  /** Moves bytes without a pipe: takes only what the other socket has taken; returns how many. */
  private int peek(int movedBefore, Side to) {
    Splicer splicer = relay.splicer();
    int got = socket.peek(splicer.buffer(), Splicer.COPY_BYTES);
    if (got <= 0) {
      stopReading(got, movedBefore);
      return 0;
    }
    int sent = to.socket.send(splicer.buffer(), got);
    if (sent == HostSocket.FAILED) {
      sendFailed(to);
      return 0;
    }
    to.blocked = sent < got;
    socket.skip(splicer.buffer(), sent);
    return sent;
  }

  /** Empties the pipe, as far as the other socket takes it. */
  private void drain(Side to) {
    Pipe from = pipe;
    while (from != null && piped > 0) {
      int sent = to.socket.spliceFrom(from.outNumber(), piped);
      if (sent == HostSocket.FAILED) {
        sendFailed(to);
        return;
      }
      if (sent == 0) {
        to.blocked = true;
        return;
      }
      piped -= sent;
      relay.onTaken();
    }
    if (from != null) {
      pipe = null;
      relay.splicer().pipes().giveBack(from);
    }
  }

  private void stopReading(int result, int movedBefore) {
    readable = false;
    urgent = false;
    if (result == HostSocket.FAILED || broken) {
      relay.onBroken(movedBefore > 0);
      return;
    }
    if (result == HostSocket.END) {
      inputEnded = true;
      Side to = relay.otherOf(this);
      if (to.socket.shutdownOutput()) {
        relay.onDelivered();
      } else {
        sendFailed(to);
      }
    }
  }

  /** The other socket takes no more; what it said before that, such as why, still goes to this. */
  private void sendFailed(Side to) {
    dropPiped();
    if (!to.broken) {
      to.broken = true;
      to.readable = true;
      to.hungUp = true;
      to.pump();
      relay.onBroken(true);
    }
  }

  private void dropPiped() {
    if (pipe != null) {
      relay.splicer().pipes().discard(pipe);
      pipe = null;
      piped = 0;
    }
  }

  void reset() {
    dropPiped();
    socket.reset();
  }

  void close() {
    dropPiped();
    socket.close();
  }
}
