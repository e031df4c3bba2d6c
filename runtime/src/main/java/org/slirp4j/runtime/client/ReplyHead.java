package org.slirp4j.runtime.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * What comes before an answer's body (RFC 9112, 4 and 6).
 *
 * @param status HTTP's code
 * @param chunked whether the body comes in chunks
 * @param length the body's length in bytes, or −1 when it lasts until the connection ends
 */
record ReplyHead(int status, boolean chunked, long length) {
  private static final int MAX_LINE_BYTES = 16 << 10;
  private static final int MAX_LINES = 200;

  /** What is told when nothing at all comes. */
  static final String NO_ANSWER =
      "the daemon has ended the connection without an answer: it is ending, or you are in one of"
          + " its containers";

  static ReplyHead read(InputStream in) throws IOException {
    begin(in);
    String[] first = line(in).split(" ", 3);
    if (first.length < 2 || !first[0].startsWith("HTTP/1.")) {
      throw new IOException("what listens there does not speak HTTP");
    }
    boolean chunked = false;
    long length = -1;
    for (int lines = 0; lines < MAX_LINES; lines++) {
      String line = line(in);
      if (line.isEmpty()) {
        return new ReplyHead(Math.toIntExact(number(first[1], 10)), chunked, length);
      }
      int colon = Math.max(line.indexOf(':'), 0);
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (name.equals("transfer-encoding")) {
        chunked = value.equalsIgnoreCase("chunked");
      } else if (name.equals("content-length")) {
        length = number(value, 10);
      }
    }
    throw new IOException("the daemon's answer has no end of its head");
  }

  private static void begin(InputStream in) throws IOException {
    in.mark(1);
    try {
      if (in.read() < 0) {
        throw new EOFException("nothing came");
      }
    } catch (IOException e) {
      throw new IOException(NO_ANSWER, e);
    }
    in.reset();
  }

  static long number(String text, int radix) throws IOException {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0 && number <= Integer.MAX_VALUE) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IOException("the daemon's answer has a number that is none: " + text);
  }

  /** Reads a line and returns it without its end. */
  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the daemon has ended the connection");
      }
      if (line.length() >= MAX_LINE_BYTES) {
        throw new IOException("the daemon's answer has too long a line");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }
}
