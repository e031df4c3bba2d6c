package org.slirp4j.runtime.client;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body whose length was told before: then it has that, or it was cut; or that has none. */
final class PlainBody extends FilterInputStream {
  private static final long UNKNOWN = -1;

  private long left;

  /** Makes a body of {@code length} bytes; −1 when it lasts until the connection ends. */
  PlainBody(InputStream in, long length) {
    super(in);
    left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int at, int length) throws IOException {
    if (left == UNKNOWN || length == 0) {
      return in.read(to, at, length);
    }
    if (left == 0) {
      return -1;
    }
    int read = in.read(to, at, (int) Math.min(length, left));
    if (read < 0) {
      throw new EOFException("the daemon has ended in the middle of its answer");
    }
    left -= read;
    return read;
  }
}
