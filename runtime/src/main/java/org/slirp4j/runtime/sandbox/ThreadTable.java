package org.slirp4j.runtime.sandbox;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.EventCalls;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.MemoryCalls;
import org.slirp4j.tapdev.libc.NativeBlock;

/**
 * A list of system calls and the code that works through it, for {@link EveryThread}. Its last row
 * writes to an eventfd.
 *
 * <pre>
 *   row   +0 number   +8 … +48 six arguments   +56 the result
 *   a negative number ends the table
 * </pre>
 *
 * <p>Its memory is never given back: a thread may still be on its last instructions there when it
 * has told that it is done.
 */
final class ThreadTable implements AutoCloseable {
  private static final int ROW_BYTES = 64;
  private static final int RESULT_AT = 56;
  private static final int END = -1;

  /** A whole number of pages on every machine: they have 4, 16 or 64 KiB. */
  private static final int CODE_BYTES = 1 << 16;

  private static final int EFD_CLOEXEC = FileCalls.O_CLOEXEC; // <sys/eventfd.h>

  private final Machine machine;
  private final NativeBlock rows;
  private final NativeBlock one = new NativeBlock(Long.BYTES);
  private final @Nullable String[] names;
  private final int codeBytes;
  private final long code;
  private final int eventFd;
  private int count;

  /**
   * Makes a table for {@code capacity} calls.
   *
   * @throws SystemCallException when memory cannot be made executable
   */
  ThreadTable(Machine machine, int capacity) throws SystemCallException {
    this.machine = machine;
    this.rows = new NativeBlock((capacity + 2) * ROW_BYTES);
    this.names = new String[capacity];
    byte[] routine = ThreadRoutine.machineCode(machine);
    this.codeBytes = routine.length;
    this.code = map(routine);
    this.eventFd = EventCalls.eventfd(0, EFD_CLOEXEC);
    if (eventFd < 0) {
      throw SystemCallException.last("eventfd", "for the sandbox", "");
    }
    one.putLong(0, 1);
    seal();
  }

  private long map(byte[] routine) throws SystemCallException {
    int protection = MemoryCalls.PROT_READ | MemoryCalls.PROT_WRITE;
    int kind = MemoryCalls.MAP_PRIVATE | MemoryCalls.MAP_ANONYMOUS;
    long page = MemoryCalls.mmap(0, CODE_BYTES, protection, kind, -1, 0);
    if (page == MemoryCalls.MAP_FAILED) {
      throw SystemCallException.last("mmap", "for the sandbox", "");
    }
    MemoryCalls.store(page, routine);
    byte[] address = new byte[Long.BYTES];
    for (int i = 0; i < address.length; i++) {
      address[i] = (byte) (rows.address() >>> (8 * i));
    }
    MemoryCalls.store(page + routine.length, address);
    // A fresh page: the kernel itself makes the instruction cache see what was written (aarch64).
    protection = MemoryCalls.PROT_READ | MemoryCalls.PROT_EXEC;
    if (MemoryCalls.mprotect(page, CODE_BYTES, protection) != 0) {
      throw SystemCallException.last("mprotect", "to executable", Sandbox.LEAVE_OUT);
    }
    return page;
  }

  /**
   * Adds a call that must succeed.
   *
   * @param name what it is called in messages
   */
  void add(SystemCall call, String name, long... arguments) {
    names[count] = name;
    addUnchecked(call, arguments);
  }

  /** Adds a call whose result does not matter. */
  void addUnchecked(SystemCall call, long... arguments) {
    put(count * ROW_BYTES, call, arguments);
    count++;
    seal();
  }

  private void seal() {
    int at = count * ROW_BYTES;
    put(at, SystemCall.WRITE, eventFd, one.address(), Long.BYTES);
    rows.putLong(at + ROW_BYTES, END);
  }

  private void put(int at, SystemCall call, long... arguments) {
    rows.putLong(at, call.number(machine));
    for (int i = 0; i < arguments.length; i++) {
      rows.putLong(at + (i + 1) * Long.BYTES, arguments[i]);
    }
    for (int i = arguments.length; i * Long.BYTES < RESULT_AT; i++) {
      rows.putLong(at + (i + 1) * Long.BYTES, 0);
    }
  }

  /** Forgets the results. */
  void clear() {
    for (int i = 0; i < count; i++) {
      if (names[i] != null) {
        rows.putLong(i * ROW_BYTES + RESULT_AT, 0);
      }
    }
  }

  /** Throws for the first call that has failed and must not. */
  void check(String thread) throws SystemCallException {
    for (int i = 0; i < count; i++) {
      String name = names[i];
      long result = name == null ? 0 : rows.getLong(i * ROW_BYTES + RESULT_AT);
      if (name != null && result < 0) {
        String advice = result == -Errno.EPERM ? Sandbox.LEAVE_OUT : "";
        throw new SystemCallException(name, "on thread " + thread, (int) -result, advice);
      }
    }
  }

  Machine machine() {
    return machine;
  }

  /** Returns the address of the code. */
  long code() {
    return code;
  }

  /** Returns the address of what a handler returns to, or 0 for the kernel's own. */
  long restorer() {
    return machine == Machine.X86_64 ? code + codeBytes - ThreadRoutine.X86_64_RESTORER_BYTES : 0;
  }

  /** Returns the descriptor that counts how often the table has been worked through. */
  int eventFd() {
    return eventFd;
  }

  @Override
  public void close() {
    FileCalls.close(eventFd);
  }
}
