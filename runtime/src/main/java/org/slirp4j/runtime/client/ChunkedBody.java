package org.slirp4j.runtime.client;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that comes in chunks (RFC 9112, 7.1): it has an end, or it was cut. */
final class ChunkedBody extends FilterInputStream {
  private static final int HEXADECIMAL = 16;

  private long left;
  private boolean begun;
  private boolean ended;

  ChunkedBody(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int at, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int read = in.read(to, at, (int) Math.min(length, left));
    if (read < 0) {
      throw new EOFException("the daemon has ended in the middle of its answer");
    }
    left -= read;
    return read;
  }

  /** Returns what has come of the present chunk: its end is not worth waking anybody. */
  @Override
  public int available() throws IOException {
    return (int) Math.min(left, in.available());
  }

  private void nextChunk() throws IOException {
    if (begun) {
      ReplyHead.line(in); // the end of the chunk before
    }
    begun = true;
    String size = ReplyHead.line(in).split(";", 2)[0].strip();
    left = ReplyHead.number(size, HEXADECIMAL);
    ended = left == 0;
  }
}
