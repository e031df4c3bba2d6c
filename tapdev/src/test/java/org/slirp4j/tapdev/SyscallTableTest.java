package org.slirp4j.tapdev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;

/** Tables as they lie in memory, and as a real child works through them. */
@Tag("kernel")
class SyscallTableTest {
  private static void run(SyscallTable table) {
    int pid = table.start(ProcessCalls.CLONE_FILES);
    assertTrue(pid > 0);
    try (NativeBlock status = new NativeBlock(Integer.BYTES)) {
      assertEquals(pid, ProcessCalls.waitpid(pid, status.address(), ProcessCalls.WALL));
      assertEquals(0, status.getInt(0));
    }
  }

  @Test
  void childWorksThroughTheRowsInOrder() throws Exception {
    try (SyscallTable table = new SyscallTable(4)) {
      int pid = table.add(Syscall.GETPID);
      int open = table.add(Syscall.OPENAT, -100, table.text("/dev/zero"), FileCalls.O_RDONLY);
      run(table);
      assertTrue(table.result(pid) > 0);
      assertTrue(table.result(pid) != ProcessHandle.current().pid());
      int fd = (int) table.result(open);
      try (NativeBlock block = new NativeBlock(8)) {
        block.putLong(0, -1);
        assertEquals(8, FileCalls.read(fd, block.address(), 8)); // the descriptor is ours, too
        assertEquals(0, block.getLong(0));
      }
      FileCalls.close(fd);
    }
  }

  @Test
  void firstFailureEndsTheTable() throws Exception {
    try (SyscallTable table = new SyscallTable(4)) {
      int failing = table.add(Syscall.CLOSE, -1);
      int unreached = table.add(Syscall.GETPID);
      run(table);
      assertEquals(-Errno.EBADF, table.result(failing));
      assertEquals(0, table.result(unreached));
    }
  }

  @Test
  void toleratedFailureIsRecordedAndPassedOver() throws Exception {
    try (SyscallTable table = new SyscallTable(4)) {
      int failing = table.addTolerated(Syscall.CLOSE, -1);
      int reached = table.add(Syscall.GETPID);
      run(table);
      assertEquals(-Errno.EBADF, table.result(failing));
      assertTrue(table.result(reached) > 0);
    }
  }

  @Test
  void replacedRowMakesTheOtherCall() throws Exception {
    try (SyscallTable table = new SyscallTable(4)) {
      int gate = table.add(Syscall.EXIT_GROUP);
      int behind = table.add(Syscall.GETPID);
      run(table);
      assertEquals(0, table.result(behind));
      table.replace(gate, Syscall.GETPID);
      run(table);
      assertTrue(table.result(behind) > 0);
    }
  }

  @Test
  void fullTableTakesNoMore() throws Exception {
    try (SyscallTable table = new SyscallTable(1)) {
      table.add(Syscall.GETPID);
      assertThrows(IllegalStateException.class, () -> table.add(Syscall.GETPID));
      run(table);
    }
  }

  @Test
  void refusedCloneReturnsItsErrorNumber() throws Exception {
    int cloneThread = 0x10000; // CLONE_THREAD without CLONE_SIGHAND
    try (SyscallTable table = new SyscallTable(1)) {
      assertEquals(-Errno.EINVAL, table.start(cloneThread));
    }
  }
}
