package org.slirp4j.tapdev;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.Errno;

/**
 * A {@link TapDevice} on Netty's event loop: hands every frame that can be read to a {@link
 * TapReceiver}, a bounded number per wake-up, and writes frames.
 *
 * <p>One read or write is one system call through Netty's JNI and allocates nothing. Everything but
 * {@link #register} is for the event loop's thread.
 */
public final class TapHandle implements EpollIoHandle {
  /** Frames read before other handles of the loop get their turn; up to 4 MiB of super-segments. */
  public static final int MAX_FRAMES_PER_WAKE_UP = 64;

  /**
   * Wake-ups for one frame after which no second one is looked for, which would be a system call:
   * epoll tells of it. But every time that there were as many more, lest a queue grows.
   */
  private static final int MANY_SINGLES = 8;

  /** EPOLLERR and EPOLLHUP, {@code <sys/epoll.h>}. */
  private static final int GONE = 0x008 | 0x010;

  /**
   * What to wait for while reading is paused. A deleted interface is announced as input and then
   * reported as an error; EPOLLPRI makes epoll look at each input without ever reporting one. (The
   * mask is not empty in any case: after an empty one Netty's next submit fails.)
   */
  private static final EpollIoOps PAUSED = EpollIoOps.valueOf(0x002 | 0x008);

  private static final int IN = EpollIoOps.EPOLLIN.value();
  private static final int OUT = EpollIoOps.EPOLLOUT.value();

  private final TapDevice device;
  private final FileDescriptor descriptor;
  private final TapReceiver receiver;
  private @Nullable IoRegistration registration;
  private boolean readingPaused;
  private boolean awaitingRoom;
  private boolean closed;
  private int singles; // wake-ups in a row for one frame each
  private long framesRead;
  private long framesWritten;
  private long framesDropped;

  /** Makes a handle that owns {@code device} from now on. */
  public TapHandle(TapDevice device, TapReceiver receiver) {
    this.device = device;
    this.descriptor = device.descriptor();
    this.receiver = receiver;
  }

  /** Puts the handle on a loop; reading begins when the result is there. */
  public Future<IoRegistration> register(IoEventLoop loop) {
    return loop.register(this)
        .addListener((Future<IoRegistration> result) -> {
          if (result.isSuccess() && !closed) {
            registration = result.getNow();
            submitInterest();
          }
        });
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void handle(IoRegistration source, IoEvent event) {
    int ready = ((EpollIoEvent) event).ops().value();
    if ((ready & GONE) != 0) {
      close(
          new SystemCallException(
              "read", device.name(), Errno.EBADFD, "the interface has been deleted"));
      return;
    }
    if ((ready & OUT) != 0 && awaitingRoom) {
      awaitingRoom = false;
      submitInterest();
      receiver.onWritable();
    }
    if ((ready & IN) != 0 && !readingPaused) {
      drain();
    }
  }

  private void drain() {
    boolean looks = singles < MANY_SINGLES || singles % MANY_SINGLES == 0;
    int most = looks ? MAX_FRAMES_PER_WAKE_UP : 1;
    int frames = 0;
    while (frames < most && readFrame()) {
      frames++;
    }
    singles = frames == 1 ? singles + 1 : 0;
    framesRead += frames;
    if (frames > 0 && !closed) {
      receiver.onBatchEnd();
    }
  }

  /** Reads one frame and hands it over; returns false when there is none or no place for it. */
  private boolean readFrame() {
    if (closed) {
      return false; // by the receiver of the frame before
    }
    long address = receiver.readAddress();
    if (address == 0) {
      readingPaused = true;
      submitInterest();
      return false;
    }
    int length;
    try {
      length = descriptor.readAddress(address, 0, receiver.readCapacity());
    } catch (IOException e) {
      close(e);
      return false;
    }
    if (length < 0) { // a TAP has no end of file, but a socket in its place has
      close(new EOFException(device.name()));
      return false;
    }
    if (length == 0) {
      return false; // EAGAIN
    }
    receiver.onFrame(length);
    return true;
  }

  /** Goes on reading after {@link TapReceiver#readAddress} returned 0. */
  public void resumeReading() {
    if (readingPaused) {
      readingPaused = false;
      submitInterest();
    }
  }

  /**
   * Writes one frame, vnet header first, from a native array of {@code struct iovec}.
   *
   * @return false when the device has no room: the frame is still the caller's, and {@link
   *     TapReceiver#onWritable} tells when to try again. Otherwise the frame is gone, be it that
   *     the interface is down or that the kernel found it wrong: then it is counted as dropped.
   */
  public boolean write(long iovecAddress, int iovecCount) {
    if (closed) {
      return dropped();
    }
    try {
      return written(descriptor.writevAddresses(iovecAddress, iovecCount));
    } catch (IOException e) {
      return dropped();
    }
  }

  /** Writes one frame, vnet header first, that lies in one piece; otherwise as {@link #write}. */
  public boolean writePiece(long address, int length) {
    if (closed) {
      return dropped();
    }
    try {
      return written(descriptor.writeAddress(address, 0, length));
    } catch (IOException e) {
      return dropped();
    }
  }

  private boolean written(long bytes) {
    if (bytes > 0) {
      framesWritten++;
      return true;
    }
    if (!awaitingRoom) {
      awaitingRoom = true;
      submitInterest();
    }
    return false;
  }

  /** Counts a frame. That the device is gone, if so, the loop tells by itself. */
  private boolean dropped() {
    framesDropped++;
    return true;
  }

  /** Tells epoll what to wait for. */
  private void submitInterest() {
    IoRegistration current = registration;
    if (current != null && current.isValid()) {
      EpollIoOps ops = readingPaused ? PAUSED : EpollIoOps.EPOLLIN;
      current.submit(awaitingRoom ? ops.with(EpollIoOps.EPOLLOUT) : ops);
    }
  }

  /** Returns how many frames have been read. */
  public long framesRead() {
    return framesRead;
  }

  /** Returns how many frames the device has taken. */
  public long framesWritten() {
    return framesWritten;
  }

  /** Returns how many frames the device has refused for good. */
  public long framesDropped() {
    return framesDropped;
  }

  /**
   * Takes the handle off its loop and closes the device. Netty does so when the loop is shut down
   * with a quiet period; with one of 0 it may forget to.
   */
  @Override
  public void close() {
    close(null);
  }

  private void close(@Nullable Throwable cause) {
    if (closed) {
      return;
    }
    closed = true;
    if (registration != null) {
      registration.cancel();
    }
    receiver.onClosing();
    device.close();
    receiver.onClosed(cause);
  }
}
