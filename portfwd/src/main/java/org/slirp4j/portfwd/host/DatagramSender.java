package org.slirp4j.portfwd.host;

import org.slirp4j.tapdev.libc.Errno;

/**
 * Sends a socket's datagrams, alone or several of equal size in one piece, which the kernel cuts
 * (udp(7), UDP_SEGMENT). Where it does not, they are sent one by one.
 */
public final class DatagramSender {
  /** The way from one socket. */
  public interface Way {
    /** Makes one system call; 0 or an errno, which may be that of an earlier datagram. */
    int send(long address, int length, int segmentBytes);

    /**
     * Tells what lies in the socket's error queue to whom it concerns.
     *
     * @return the MTU of the path that was too narrow for what was sent last, or 0
     */
    int tellErrors();
  }

  /**
   * How many pieces are sent one by one after the kernel has refused one as too long for the path:
   * it may be another path or another length by then.
   */
  private static final int CUT_AFTER_REFUSAL = 64;

  private final Way way;
  private boolean kernelCuts = true;
  private int refusedBytes;
  private int cutBeforeNextTry;
  private int pathMtu;
  private int lostDatagrams;
  private int lostBytes;

  /** Makes a sender for a new socket. */
  public DatagramSender(Way way) {
    this.way = way;
  }

  /** Returns how many datagrams have a payload of {@code length} bytes. */
  public static int count(int length, int segmentBytes) {
    return segmentBytes == 0 ? 1 : (length + segmentBytes - 1) / segmentBytes;
  }

  /**
   * Sends one datagram, or several of equal size that lie one after another.
   *
   * @param address native address of the payload
   * @param length its length in bytes
   * @param segmentBytes size of each datagram but the last, or 0 when it is one
   * @return 0, or the errno of the first that was not sent
   */
  public int send(long address, int length, int segmentBytes) {
    lostDatagrams = 0;
    lostBytes = 0;
    if (segmentBytes > 0 && mayTry(segmentBytes)) {
      int errno = sendOnce(address, length, segmentBytes);
      switch (errno) {
        case 0 -> {
          return 0;
        }
        // Too many of them, longer than the path's MTU, or a device that computes no checksums.
        case Errno.EINVAL, Errno.EMSGSIZE, Errno.EIO -> onRefused(errno, segmentBytes);
        default -> {
          return lost(length, segmentBytes, errno);
        }
      }
    }
    return sendEach(address, length, segmentBytes == 0 ? length : segmentBytes);
  }

  private boolean mayTry(int segmentBytes) {
    if (!kernelCuts) {
      return false;
    }
    if (cutBeforeNextTry > 0 && segmentBytes >= refusedBytes) {
      cutBeforeNextTry--;
      return false;
    }
    return true;
  }

  private void onRefused(int errno, int segmentBytes) {
    if (errno == Errno.EIO) {
      kernelCuts = false;
    } else {
      refusedBytes = segmentBytes;
      cutBeforeNextTry = CUT_AFTER_REFUSAL;
    }
  }

  private int sendEach(long address, int length, int segmentBytes) {
    int first = 0;
    int done = 0;
    do {
      int piece = Math.min(segmentBytes, length - done);
      int errno = sendOnce(address + done, piece, 0);
      if (errno != 0) {
        first = first == 0 ? errno : first;
        if (errno != Errno.EMSGSIZE) { // which a shorter last one may not meet
          return lost(length - done, segmentBytes, first);
        }
        lost(piece, 0, errno);
      }
      done += piece;
    } while (done < length);
    return first;
  }

  private int lost(int bytes, int segmentBytes, int errno) {
    lostDatagrams += count(bytes, segmentBytes);
    lostBytes += bytes;
    return errno;
  }

  private int sendOnce(long address, int length, int segmentBytes) {
    int errno = way.send(address, length, segmentBytes);
    if (errno == 0 || errno == Errno.EAGAIN) {
      return errno;
    }
    // It may be an earlier datagram's: with IP_RECVERR, a report that came in fails the next call.
    pathMtu = way.tellErrors();
    if (errno == Errno.EMSGSIZE && pathMtu > 0) {
      return errno;
    }
    errno = way.send(address, length, segmentBytes);
    if (errno == Errno.EMSGSIZE) {
      pathMtu = way.tellErrors();
    }
    return errno;
  }

  /** Returns the MTU of the path that was too narrow for what was last sent, or 0. */
  public int pathMtu() {
    return pathMtu;
  }

  /** Returns how many datagrams the last call did not send. */
  public int lostDatagrams() {
    return lostDatagrams;
  }

  /** Returns how many bytes of payload they had. */
  public int lostBytes() {
    return lostBytes;
  }
}
