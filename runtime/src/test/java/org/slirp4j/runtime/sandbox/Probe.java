package org.slirp4j.runtime.sandbox;

import java.util.Objects;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;
import org.slirp4j.tapdev.libc.RawCalls;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * A process that confines itself and then tries one thing, on another thread than the one that
 * confined it: prints {@code done} or the error's name.
 *
 * <p>Arguments: {@code sandbox}, {@code seccomp} or {@code both}; the thing, see {@link #attempt}.
 */
final class Probe {
  private static final String FILE = "/etc/slirp4j-probe";
  private static final int O_WRONLY_CREAT = 0x41;

  private Probe() {}

  public static void main(String[] args) throws Exception {
    // Known before: afterwards neither the user nor the system can be asked for it.
    Machine machine = Objects.requireNonNull(Machine.current());
    long[] result = new long[1];
    Object entered = new Object();
    Thread other;
    synchronized (entered) {
      other =
          new Thread(() -> {
            synchronized (entered) {
              result[0] = attempt(machine, args[1]) < 0 ? Errno.last() : 0;
            }
          });
      other.start();
      confine(args[0]);
    }
    other.join();
    System.out.println(result[0] == 0 ? "done" : Errno.name((int) result[0]));
  }

  private static void confine(String how) throws SystemCallException {
    Confinement confinement = new Confinement(!how.equals("seccomp"), !how.equals("sandbox"));
    confinement.prepare();
    confinement.enter();
  }

  private static long attempt(Machine machine, String thing) {
    try (NativeBlock root = NativeBlock.ofText("/")) {
      return switch (thing) {
        case "nothing" -> 0;
        case "load a class" -> UnlikelyClass.value();
        case "start a thread" -> startThread();
        case "fork" -> call(machine, SystemCall.CLONE, 17, 0);
        case "execve" -> execve(machine);
        case "ptrace" -> call(machine, SystemCall.PTRACE, 0, 0);
        case "unshare" -> call(machine, SystemCall.UNSHARE, ProcessCalls.CLONE_NEWUSER, 0);
        case "mount" -> call(machine, SystemCall.MOUNT, root.address(), root.address());
        case "create a file" -> FileCalls.create(FILE, O_WRONLY_CREAT, 0600);
        case "write a device" -> FileCalls.open("/dev/null", FileCalls.O_RDWR);
        case "read a device" -> FileCalls.open("/dev/null", FileCalls.O_RDONLY);
        case "read resolv.conf" -> FileCalls.open("/etc/resolv.conf", FileCalls.O_RDONLY);
        case "read passwd by .." -> FileCalls.open("/../../../usr", FileCalls.O_RDONLY);
        case "chroot" -> call(machine, SystemCall.CHROOT, root.address(), 0);
        case "netlink" -> SocketCalls.socket(16, 3, 0);
        case "unix" -> SocketCalls.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_STREAM, 0);
        case "udp" -> SocketCalls.socket(SocketCalls.AF_INET6, SocketCalls.SOCK_DGRAM, 0);
        case "kill the parent" ->
            ProcessCalls.kill((int) RawCalls.syscall(SystemCall.GETPPID.number(machine)), 0);
        default -> throw new IllegalArgumentException(thing);
      };
    }
  }

  private static long call(Machine machine, SystemCall call, long a0, long a1) {
    return RawCalls.syscall(call.number(machine), a0, a1, 0);
  }

  private static long execve(Machine machine) {
    try (NativeBlock path = NativeBlock.ofText("/bin/true")) {
      return call(machine, SystemCall.EXECVE, path.address(), 0);
    }
  }

  private static long startThread() {
    Thread thread = new Thread(() -> {});
    thread.start();
    try {
      thread.join();
      return 0;
    } catch (InterruptedException e) {
      return -1;
    }
  }

  /** Nobody has loaded it before it is asked for. */
  private static final class UnlikelyClass {
    static long value() {
      return UnlikelyClass.class.getName().length();
    }
  }
}
