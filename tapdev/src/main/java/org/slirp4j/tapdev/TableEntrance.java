package org.slirp4j.tapdev;

import java.util.List;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;

/**
 * The usual way in, a quarter of a millisecond long: a child that shares memory and file table
 * joins the namespaces and opens the files, and the descriptors are there when it is gone.
 */
final class TableEntrance implements Entrance {
  private static final int AT_FDCWD = -100;

  @Override
  public int[] open(Namespaces where, List<InsideFile> files) throws SystemCallException {
    try (SyscallTable table = new SyscallTable(2 + files.size())) {
      // Joining fails where we are inside already, as podman's helpers are; what it was for shows
      // in the next row.
      int user =
          where.userFd() < 0
              ? -1
              : table.addTolerated(Syscall.SETNS, where.userFd(), ProcessCalls.CLONE_NEWUSER);
      int net = table.add(Syscall.SETNS, where.netFd(), ProcessCalls.CLONE_NEWNET);
      for (InsideFile file : files) {
        add(table, file);
      }
      run(table);
      if (table.result(net) < 0) {
        int userErrno = user < 0 ? 0 : (int) -table.result(user);
        throw userErrno > 0 && userErrno != Errno.EINVAL
            ? where.userFailure(userErrno)
            : where.netFailure((int) -table.result(net));
      }
      return descriptors(table, net + 1, files);
    }
  }

  private static void add(SyscallTable table, InsideFile file) {
    if (file instanceof InsideFile.Socket socket) {
      table.add(Syscall.SOCKET, socket.domain(), socket.typeAndFlags(), socket.protocol());
    } else {
      long path = table.text(InsideFile.Tun.PATH);
      table.add(Syscall.OPENAT, AT_FDCWD, path, InsideFile.Tun.FLAGS);
    }
  }

  /**
   * Runs the table in a child. Meanwhile this process counts as not dumpable: the child holds our
   * memory and, once inside, could be traced by whoever rules that namespace.
   */
  private static void run(SyscallTable table) throws TableRefusedException {
    synchronized (Dumpable.LOCK) {
      boolean dumpable = Dumpable.get();
      Dumpable.set(false);
      int status;
      try {
        // No signal at its end: it is no child that anybody else in this process waits for.
        int pid = table.start(ProcessCalls.CLONE_FILES);
        if (pid < 0) {
          throw new TableRefusedException("clone", -pid);
        }
        status = await(pid);
      } finally {
        Dumpable.set(dumpable); // a change of credentials may have cleared it, too
      }
      if (status != 0) {
        throw new TableRefusedException("child ended with wait status " + status, Errno.EPERM);
      }
    }
  }

  private static int await(int pid) {
    try (NativeBlock status = new NativeBlock(Integer.BYTES)) {
      while (ProcessCalls.waitpid(pid, status.address(), ProcessCalls.WALL) < 0
          && Errno.last() == Errno.EINTR) {
        // once more
      }
      return status.getInt(0);
    }
  }

  private static int[] descriptors(SyscallTable table, int firstRow, List<InsideFile> files)
      throws SystemCallException {
    int[] fds = new int[files.size()];
    for (int i = 0; i < fds.length; i++) {
      fds[i] = (int) table.result(firstRow + i);
      if (fds[i] < 0) {
        Entrance.close(fds, i);
        throw files.get(i).failure(-fds[i]);
      }
    }
    return fds;
  }
}
