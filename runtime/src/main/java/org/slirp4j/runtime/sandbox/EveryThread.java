package org.slirp4j.runtime.sandbox;

import java.io.File;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.EventCalls;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;
import org.slirp4j.tapdev.libc.RawCalls;

/**
 * Makes every thread of this process work through a {@link ThreadTable}, those of the virtual
 * machine among them: what belongs to a process in the manual, such as its capabilities, belongs to
 * each thread in the kernel.
 *
 * <p>The table's code is made the handler of a signal, and each thread is sent that signal, one
 * after the other: it wakes up from whatever it waits in, works through the table, tells so on an
 * eventfd and goes back to where it was. The caller is the last. A thread that comes to the world
 * meanwhile has what its maker had; so the threads are listed again, until two listings in a row
 * show none that is new and not {@link ThreadStatus#isConfined}.
 *
 * <p>The signal is SIGURG, whose default is to do nothing: one that comes too late does no harm.
 */
final class EveryThread implements AutoCloseable {
  private static final int SIGURG = 23; // the same on x86-64 and aarch64: signal(7)

  // The kernel's struct sigaction, <asm/signal.h>: handler, flags, restorer, mask; 8 bytes each.
  private static final int SIGACTION_BYTES = 32;
  private static final int SIGSET_BYTES = 8;
  private static final long SA_RESTORER = 0x0400_0000;
  private static final long SA_RESTART = 0x1000_0000;

  private static final int SLICE_MILLIS = 20;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final File TASKS = new File("/proc/self/task");

  private final ThreadTable table;
  private final NativeBlock former = new NativeBlock(SIGACTION_BYTES);
  private final NativeBlock pollfd = new NativeBlock(EventCalls.POLLFD_BYTES);
  private final NativeBlock count = new NativeBlock(Long.BYTES);
  private final Set<String> confined = new HashSet<>();
  private final long process;
  private final String self;
  private long deadlineNanos;

  private EveryThread(ThreadTable table) {
    this.table = table;
    this.process = ProcessCalls.getpid();
    this.self = Long.toString(RawCalls.syscall(number(SystemCall.GETTID)));
    pollfd.putInt(0, table.eventFd());
    pollfd.putShort(Integer.BYTES, EventCalls.POLLIN);
  }

  /**
   * Runs a table.
   *
   * @throws SystemCallException for the first call that failed on some thread, or when a thread
   *     does not answer
   */
  static void run(ThreadTable table) throws SystemCallException {
    try (EveryThread threads = new EveryThread(table)) {
      threads.run();
    }
  }

  /**
   * Runs a table on the process's first thread only, the one that its parent started.
   *
   * @throws SystemCallException for the first call that failed
   */
  static void runOnFirst(ThreadTable table) throws SystemCallException {
    try (EveryThread threads = new EveryThread(table)) {
      threads.begin();
      try {
        threads.runOn(Long.toString(threads.process));
      } finally {
        threads.end();
      }
    }
  }

  private void run() throws SystemCallException {
    begin();
    try {
      for (String thread : threads()) {
        if (!thread.equals(self)) {
          runOn(thread);
        }
      }
      for (int quiet = 0; quiet < 2; ) {
        quiet = runOnOthers() ? 0 : quiet + 1;
      }
      runOn(self);
    } finally {
      end();
    }
  }

  /** Runs the table on threads that it has no effect on yet; returns whether there was one. */
  private boolean runOnOthers() throws SystemCallException {
    boolean any = false;
    for (String thread : threads()) {
      if (!thread.equals(self) && !confined.contains(thread)) {
        if (ThreadStatus.of(thread).isConfined()) {
          confined.add(thread);
        } else {
          checkTime(thread);
          any = true;
          runOn(thread);
        }
      }
    }
    return any;
  }

  private static String[] threads() throws SystemCallException {
    String @Nullable [] threads = TASKS.list();
    if (threads == null) {
      throw new SystemCallException(
          "open", TASKS.getPath(), Errno.ENOENT, "mount the proc file system on /proc");
    }
    return threads;
  }

  private void begin() throws SystemCallException {
    deadlineNanos = System.nanoTime() + LIMIT_NANOS;
    try (NativeBlock ours = new NativeBlock(SIGACTION_BYTES)) {
      ours.putLong(0, table.code());
      ours.putLong(8, SA_RESTART | (table.restorer() == 0 ? 0 : SA_RESTORER));
      ours.putLong(16, table.restorer());
      ours.putLong(24, -1); // nothing interrupts it
      if (action(ours.address(), former.address()) != 0) {
        throw SystemCallException.last("rt_sigaction", "SIGURG", "");
      }
    }
  }

  private void end() {
    action(former.address(), 0);
  }

  private long action(long ours, long former) {
    long number = number(SystemCall.RT_SIGACTION);
    return RawCalls.syscall(number, SIGURG, ours, former, SIGSET_BYTES, 0);
  }

  private void runOn(String thread) throws SystemCallException {
    table.clear();
    long id = Long.parseLong(thread);
    if (RawCalls.syscall(number(SystemCall.TGKILL), process, id, SIGURG) != 0) {
      if (Errno.last() == Errno.ESRCH) {
        return; // it has ended
      }
      throw SystemCallException.last("tgkill", "thread " + thread, "");
    }
    while (EventCalls.poll(pollfd.address(), 1, SLICE_MILLIS) <= 0) {
      if (!new File(TASKS, thread).exists()) {
        return;
      }
      checkTime(thread);
    }
    FileCalls.read(table.eventFd(), count.address(), Long.BYTES);
    table.check(thread);
  }

  private void checkTime(String thread) throws SystemCallException {
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new SystemCallException(
          "tgkill",
          "thread " + thread,
          Errno.ETIMEDOUT,
          "it does not take SIGURG: start this program with no signals blocked");
    }
  }

  private long number(SystemCall call) {
    return call.number(table.machine());
  }

  @Override
  public void close() {
    former.close();
    pollfd.close();
    count.close();
  }
}
