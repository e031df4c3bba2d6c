package org.slirp4j.portfwd.dns;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for one system call at a time. Address space is all that it takes before a message
 * is long.
 */
final class Scratch {
  /** A message by TCP with its length (RFC 1035, 4.2.2). */
  static final int BYTES = 2 + 0xffff;

  private @Nullable MemorySegment memory;

  /** Returns memory of {@link #BYTES} for the caller's use in this turn of the loop. */
  MemorySegment memory() {
    MemorySegment made = memory;
    if (made == null) {
      made = Arena.ofAuto().allocate(BYTES);
      memory = made;
    }
    return made;
  }

  /** Returns the native address of a copy of {@code message} that has this ID. */
  long of(byte[] message, int id) {
    MemorySegment copy = memory();
    MemorySegment.copy(message, 0, copy, ValueLayout.JAVA_BYTE, 0, message.length);
    copy.set(ValueLayout.JAVA_BYTE, 0, (byte) (id >>> 8));
    copy.set(ValueLayout.JAVA_BYTE, 1, (byte) id);
    return copy.address();
  }

  /** Returns the native address of a copy of {@code bytes} from {@code at} on. */
  long of(byte[] bytes, int at, int length) {
    MemorySegment copy = memory();
    MemorySegment.copy(bytes, at, copy, ValueLayout.JAVA_BYTE, 0, length);
    return copy.address();
  }
}
