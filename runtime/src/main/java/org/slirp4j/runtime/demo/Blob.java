package org.slirp4j.runtime.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/**
 * Bytes that both sides can make for themselves, and their hash; never whole in memory.
 *
 * @param length how many bytes there are
 * @param hash their SHA-256 hash as hexadecimal digits
 */
record Blob(long length, String hash) {
  private static final long SEED = 42;
  private static final int CHUNK_BYTES = 1 << 16;

  /** Writes the first {@code length} bytes to {@code out}. */
  static Blob write(OutputStream out, int length) throws IOException {
    MessageDigest digest = sha256();
    Random random = new Random(SEED);
    byte[] chunk = new byte[CHUNK_BYTES];
    for (int left = length; left > 0; left -= chunk.length) {
      random.nextBytes(chunk);
      int count = Math.min(left, chunk.length);
      digest.update(chunk, 0, count);
      out.write(chunk, 0, count);
    }
    return of(length, digest);
  }

  /** Returns the first {@code length} bytes' hash. */
  static Blob generated(int length) throws IOException {
    return write(OutputStream.nullOutputStream(), length);
  }

  /** Reads {@code in} to its end. */
  static Blob read(InputStream in) throws IOException {
    MessageDigest digest = sha256();
    byte[] chunk = new byte[CHUNK_BYTES];
    long length = 0;
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      digest.update(chunk, 0, count);
      length += count;
    }
    return of(length, digest);
  }

  private static Blob of(long length, MessageDigest digest) {
    return new Blob(length, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
