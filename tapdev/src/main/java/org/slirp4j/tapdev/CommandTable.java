package org.slirp4j.tapdev;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * What the child of a {@link NamespaceProcess} does between its birth and its command: a {@link
 * SyscallTable} that waits at a gate.
 *
 * <pre>
 *   close our end · die with the parent · read a byte · GATE · cover resolv.conf
 *   · signals to their defaults · other descriptors close on execve · execve, once per candidate
 * </pre>
 *
 * <p>The gate is a row that exits until {@link #release} replaces it: should we die, the read ends
 * with nothing read, and no command begins unattended. Our end of the channel reads end-of-file as
 * soon as the command is executed or the child is dead.
 */
final class CommandTable implements AutoCloseable {
  private static final String EXECVE = "execve";
  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
  private static final int MS_BIND = 0x1000; // <linux/mount.h>
  private static final int CLOSE_RANGE_CLOEXEC = 4; // <linux/close_range.h>
  private static final long ALL_FDS = 0xffff_ffffL;
  private static final int FIRST_PRIVATE_FD = 3;

  /** Signals are 1 to 64, signal(7); the kernel's sigset_t has 8 bytes, its sigaction 32. */
  private static final int SIGNALS = 64;

  private static final int KERNEL_SIGSET_BYTES = 8;
  private static final int KERNEL_SIGACTION_BYTES = 32;
  private static final int FIXED_ROWS = 8;

  private final SyscallTable table;
  private final String command;
  private final int cloneFlags;
  private final int ourEnd;
  private final int farEnd;
  private final int gate;
  private final int mount;
  private final int firstExec;
  private final int execs;

  CommandTable(List<String> command, NamespaceProcess.Options options) throws SystemCallException {
    List<String> candidates = candidates(command.getFirst(), System.getenv("PATH"));
    this.command = command.getFirst();
    this.table = new SyscallTable(FIXED_ROWS + SIGNALS + candidates.size());
    try (NativeBlock ends = new NativeBlock(2 * Integer.BYTES)) {
      int type = SocketCalls.SOCK_STREAM | SocketCalls.SOCK_CLOEXEC;
      if (SocketCalls.socketpair(SocketCalls.AF_UNIX, type, 0, ends.address()) != 0) {
        table.close();
        throw SystemCallException.last("socketpair", "for a new process", "");
      }
      this.ourEnd = ends.getInt(0);
      this.farEnd = ends.getInt(Integer.BYTES);
    }
    table.add(Syscall.CLOSE, ourEnd);
    table.add(Syscall.PRCTL, ProcessCalls.PR_SET_PDEATHSIG, ProcessCalls.SIGKILL);
    table.add(Syscall.READ, farEnd, table.block(1).address(), 1);
    this.gate = table.add(Syscall.EXIT_GROUP);
    int namespaces = ProcessCalls.CLONE_NEWUSER | ProcessCalls.CLONE_NEWNET;
    Path resolvConf = options.resolvConf();
    if (resolvConf != null) {
      this.mount = addMount(resolvConf);
      this.cloneFlags = namespaces | ProcessCalls.CLONE_NEWNS;
    } else {
      this.mount = -1;
      this.cloneFlags = namespaces;
    }
    addSignalDefaults();
    // Kernels before 5.11 refuse; there only descriptors that were opened carelessly stay open.
    table.addTolerated(Syscall.CLOSE_RANGE, FIRST_PRIVATE_FD, ALL_FDS, CLOSE_RANGE_CLOEXEC);
    this.execs = candidates.size();
    this.firstExec = addExecs(candidates, command);
  }

  /** Returns the paths to try for a program's name, as execvp(3) does. */
  static List<String> candidates(String program, @Nullable String path) {
    if (program.indexOf('/') >= 0 || program.isEmpty()) {
      return List.of(program);
    }
    List<String> candidates = new ArrayList<>();
    for (String directory : (path == null ? "/bin:/usr/bin" : path).split(":", -1)) {
      candidates.add(directory.isEmpty() ? "./" + program : directory + "/" + program);
    }
    return candidates;
  }

  private int addMount(Path resolvConf) {
    try {
      String target = RESOLV_CONF.toRealPath().toString(); // often a symbolic link
      long source = table.text(resolvConf.toAbsolutePath().toString());
      return table.add(Syscall.MOUNT, source, table.text(target), 0, MS_BIND);
    } catch (IOException e) {
      return -1;
    }
  }

  /** Undoes what this process has set up for itself; what it inherited as ignored stays so. */
  private void addSignalDefaults() {
    long byDefault = table.block(KERNEL_SIGACTION_BYTES).address();
    long ignored = IgnoredSignals.mask();
    for (int signal = 1; signal <= SIGNALS; signal++) {
      if ((ignored & 1L << (signal - 1)) == 0) {
        // SIGKILL and SIGSTOP refuse.
        table.addTolerated(Syscall.RT_SIGACTION, signal, byDefault, 0, KERNEL_SIGSET_BYTES);
      }
    }
    long none = table.block(KERNEL_SIGSET_BYTES).address();
    table.add(Syscall.RT_SIGPROCMASK, ProcessCalls.SIG_SETMASK, none, 0, KERNEL_SIGSET_BYTES);
  }

  private int addExecs(List<String> candidates, List<String> arguments) {
    NativeBlock argv = table.block((arguments.size() + 1) * Long.BYTES);
    for (int i = 0; i < arguments.size(); i++) {
      argv.putLong(i * Long.BYTES, table.text(arguments.get(i)));
    }
    int first = -1;
    for (String candidate : candidates) {
      long path = table.text(candidate);
      int row = table.addTolerated(Syscall.EXECVE, path, argv.address(), ProcessCalls.environ());
      first = first < 0 ? row : first;
    }
    return first;
  }

  /** Starts the child; returns its process id or −errno. */
  int start() {
    int pid = table.start(cloneFlags | ProcessCalls.SIGCHLD);
    FileCalls.close(farEnd);
    return pid;
  }

  /** Opens the gate and waits for the command to begin; returns why it did not, or null. */
  @Nullable SystemCallException release() {
    table.replace(gate, Syscall.GETPID);
    try (NativeBlock octet = new NativeBlock(1)) {
      FileCalls.write(ourEnd, octet.address(), 1);
      while (FileCalls.read(ourEnd, octet.address(), 1) < 0 && Errno.last() == Errno.EINTR) {
        // once more
      }
    }
    if (mount >= 0 && table.result(mount) < 0) {
      int errno = (int) -table.result(mount);
      return new SystemCallException("mount", "over " + RESOLV_CONF, errno, "");
    }
    return execFailure();
  }

  /** Returns the error that a shell would name, if no candidate could be executed. */
  private @Nullable SystemCallException execFailure() {
    int errno = 0;
    for (int row = firstExec; row < firstExec + execs; row++) {
      long result = table.result(row);
      if (result >= 0) {
        return null; // this one is running, or was not reached
      }
      if (errno == 0 || errno == Errno.ENOENT || errno == Errno.ENOTDIR) {
        errno = (int) -result;
      }
    }
    String advice =
        switch (errno) {
          case Errno.ENOENT, Errno.ENOTDIR -> "no such command";
          case Errno.EACCES -> "it is not executable for this user";
          case Errno.ENOEXEC -> "it is no program of this machine and has no #! line";
          default -> "";
        };
    int told = errno == Errno.ENOTDIR ? Errno.ENOENT : errno;
    return new SystemCallException(EXECVE, command, told, advice);
  }

  /** Tells whether a failure to begin means that there is no such command. */
  static boolean isNotFound(SystemCallException failure) {
    return failure.operation().equals(EXECVE) && failure.errno() == Errno.ENOENT;
  }

  /** Frees everything; the child must have ended, or executed its command. */
  @Override
  public void close() {
    FileCalls.close(ourEnd);
    table.close();
  }
}
