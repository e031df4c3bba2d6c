package org.slirp4j.tapdev;

import java.util.ArrayList;
import java.util.List;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.MemoryCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;

/**
 * A list of system calls for a child process that shares this process's memory, and is no thread of
 * it: what the kernel refuses to a multi-threaded process, such as joining a user namespace, it
 * grants to such a child.
 *
 * <pre>
 *   row   +0 number   +8 … +48 six arguments   +56 in: 1 = may fail, out: the result
 *   a negative number ends the table
 * </pre>
 *
 * <p>The child runs {@link Routine} and touches nothing but the table, so the Java threads go on
 * meanwhile. It inherits the caller's signal mask, and {@link #start} blocks every signal that
 * could otherwise run a handler of the JVM inside the child.
 *
 * <p>The memory belongs to this object and must outlive the child: close the table only after the
 * child has exited or executed another program.
 */
final class SyscallTable implements AutoCloseable {
  static final int ROW_BYTES = 64;

  /** The end of a table. */
  static final int END = -1;

  private static final int ARGUMENTS = 6;
  private static final int RESULT_AT = 56;

  /** A whole number of pages on every machine: they have 4, 16 or 64 KiB. */
  private static final int CODE_BYTES = 1 << 16;

  /** The routine itself needs none; the C library's clone puts two words there. */
  private static final int STACK_BYTES = 1 << 16;

  private static final int SIGSET_BYTES = 128;

  /**
   * Raised by the instruction at fault (4 ILL, 5 TRAP, 7 BUS, 8 FPE, 11 SEGV), and needed by the
   * JVM.
   */
  private static final long SYNCHRONOUS_SIGNALS = 1L << 3 | 1L << 4 | 1L << 6 | 1L << 7 | 1L << 10;

  private final long mapping;
  private final NativeBlock rows;
  private final int capacity;
  private final List<NativeBlock> blocks = new ArrayList<>();
  private int count;

  /**
   * Makes an empty table for up to {@code capacity} rows.
   *
   * @throws TableRefusedException when this machine has no routine or forbids making memory
   *     executable
   */
  SyscallTable(int capacity) throws TableRefusedException {
    byte[] code = Routine.machineCode();
    if (code == null) {
      throw new TableRefusedException("os.arch " + System.getProperty("os.arch"), Errno.ENOSYS);
    }
    this.capacity = capacity;
    this.mapping = map(code);
    this.rows = new NativeBlock((capacity + 1) * ROW_BYTES);
    rows.putLong(0, END);
  }

  private static long map(byte[] code) throws TableRefusedException {
    long address =
        MemoryCalls.mmap(
            0,
            CODE_BYTES + STACK_BYTES,
            MemoryCalls.PROT_READ | MemoryCalls.PROT_WRITE,
            MemoryCalls.MAP_PRIVATE | MemoryCalls.MAP_ANONYMOUS,
            -1,
            0);
    if (address == MemoryCalls.MAP_FAILED) {
      throw new TableRefusedException("mmap", Errno.last());
    }
    MemoryCalls.store(address, code);
    // A fresh page: the kernel itself makes the instruction cache see what was written (aarch64).
    if (MemoryCalls.mprotect(address, CODE_BYTES, MemoryCalls.PROT_READ | MemoryCalls.PROT_EXEC)
        != 0) {
      int errno = Errno.last();
      MemoryCalls.munmap(address, CODE_BYTES + STACK_BYTES);
      throw new TableRefusedException("mprotect to executable", errno);
    }
    return address;
  }

  /** Adds a call that must succeed, or the child exits; returns the row's index. */
  int add(Syscall call, long... arguments) {
    return append(call, 0, arguments);
  }

  /** Adds a call whose failure is recorded and passed over; returns the row's index. */
  int addTolerated(Syscall call, long... arguments) {
    return append(call, 1, arguments);
  }

  private int append(Syscall call, int mayFail, long... arguments) {
    if (count == capacity) {
      throw new IllegalStateException("the table has room for " + capacity + " calls");
    }
    int at = count * ROW_BYTES;
    for (int i = 0; i < ARGUMENTS; i++) {
      rows.putLong(at + 8 + i * 8, i < arguments.length ? arguments[i] : 0);
    }
    rows.putLong(at + RESULT_AT, mayFail);
    rows.putLong(at, call.number());
    rows.putLong(at + ROW_BYTES, END);
    return count++;
  }

  /** Puts another call in the place of the argument-less one of row {@code index}. */
  void replace(int index, Syscall call) {
    rows.putLong(index * ROW_BYTES, call.number());
  }

  /** Returns the address of a copy of {@code text} that lives as long as the table. */
  long text(String text) {
    NativeBlock block = NativeBlock.ofText(text);
    blocks.add(block);
    return block.address();
  }

  /** Returns a zeroed block that lives as long as the table. */
  NativeBlock block(int bytes) {
    NativeBlock block = new NativeBlock(bytes);
    blocks.add(block);
    return block;
  }

  /**
   * Returns what row {@code index} brought: a result, −errno, or 0 or 1 when it was not reached.
   */
  long result(int index) {
    return rows.getLong(index * ROW_BYTES + RESULT_AT);
  }

  /** Starts the child; returns its process id or −errno. */
  int start(int cloneFlags) {
    try (NativeBlock masks = new NativeBlock(2 * SIGSET_BYTES)) {
      for (int at = 0; at < SIGSET_BYTES; at += 8) {
        masks.putLong(at, at == 0 ? ~SYNCHRONOUS_SIGNALS : ~0L);
      }
      long former = masks.address() + SIGSET_BYTES;
      ProcessCalls.pthreadSigmask(ProcessCalls.SIG_SETMASK, masks.address(), former);
      try {
        long stackTop = mapping + CODE_BYTES + STACK_BYTES;
        int flags = ProcessCalls.CLONE_VM | cloneFlags;
        int pid = ProcessCalls.clone(mapping, stackTop, flags, rows.address());
        return pid < 0 ? -Errno.last() : pid;
      } finally {
        ProcessCalls.pthreadSigmask(ProcessCalls.SIG_SETMASK, former, 0);
      }
    }
  }

  @Override
  public void close() {
    MemoryCalls.munmap(mapping, CODE_BYTES + STACK_BYTES);
    rows.close();
    for (NativeBlock block : blocks) {
      block.close();
    }
  }
}
