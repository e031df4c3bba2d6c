package org.slirp4j.runtime.reader;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body whose length was told before, or that lasts until the connection ends. */
final class PlainBody extends FilterInputStream {
  private long left;

  /** Makes a body of {@code length} bytes; −1 when nobody knows. */
  PlainBody(InputStream in, long length) {
    super(in);
    left = length < 0 ? Long.MAX_VALUE : length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int at, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int read = in.read(to, at, (int) Math.min(length, left));
    left -= Math.max(read, 0);
    return read;
  }
}
