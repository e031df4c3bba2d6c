package org.slirp4j.tapdev.libc;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A zeroed block of native memory for the structures and strings of cold calls, in the machine's
 * byte order and with every access checked against its size.
 *
 * <p>It is JNA's pointer and not a {@code MemorySegment} because the latter's first use costs 5 ms
 * of start-up.
 */
public final class NativeBlock implements AutoCloseable {
  private final int bytes;
  private final long address;
  private final Pointer pointer;

  /** Takes {@code bytes} of memory from the C library's heap. */
  public NativeBlock(int bytes) {
    this.bytes = bytes;
    this.address = Native.malloc(Math.max(bytes, 1));
    if (address == 0) {
      throw new OutOfMemoryError("malloc of " + bytes + " bytes");
    }
    this.pointer = new Pointer(address);
    pointer.clear(bytes);
  }

  /** Returns a block that holds {@code text} in UTF-8 and a NUL. */
  public static NativeBlock ofText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    NativeBlock block = new NativeBlock(utf8.length + 1);
    block.putBytes(0, utf8);
    return block;
  }

  /** Returns the native address of the first byte. */
  public long address() {
    return address;
  }

  /** Returns the size in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Stores a byte. */
  public void putByte(int at, int value) {
    pointer.setByte(check(at, 1), (byte) value);
  }

  /** Stores a 16-bit number. */
  public void putShort(int at, int value) {
    pointer.setShort(check(at, 2), (short) value);
  }

  /** Stores a 32-bit number. */
  public void putInt(int at, int value) {
    pointer.setInt(check(at, 4), value);
  }

  /** Stores a 64-bit number. */
  public void putLong(int at, long value) {
    pointer.setLong(check(at, 8), value);
  }

  /** Stores bytes. */
  public void putBytes(int at, byte[] value) {
    pointer.write(check(at, value.length), value, 0, value.length);
  }

  /** Returns a 16-bit number, unsigned. */
  public int getShort(int at) {
    return Short.toUnsignedInt(pointer.getShort(check(at, 2)));
  }

  /** Returns a 32-bit number. */
  public int getInt(int at) {
    return pointer.getInt(check(at, 4));
  }

  /** Returns a 64-bit number. */
  public long getLong(int at) {
    return pointer.getLong(check(at, 8));
  }

  /** Returns {@code count} bytes. */
  public byte[] getBytes(int at, int count) {
    return pointer.getByteArray(check(at, count), count);
  }

  /** Returns the text from {@code at} to the first NUL, or to {@code limit} bytes further. */
  public String getText(int at, int limit) {
    byte[] raw = getBytes(at, limit);
    int length = 0;
    while (length < limit && raw[length] != 0) {
      length++;
    }
    return new String(raw, 0, length, StandardCharsets.UTF_8);
  }

  /** Gives the memory back. The block must not be used any more. */
  @Override
  public void close() {
    Native.free(address);
  }

  private int check(int at, int count) {
    return Objects.checkFromIndexSize(at, count, bytes);
  }
}
