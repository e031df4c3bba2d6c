package org.slirp4j.runtime.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the filter does about calls, on both machines. */
final class CallFilterTest {
  private static final int PID = 4711;

  // Values of the manual pages' names, the same on both machines but for O_DIRECTORY.
  private static final long AT_FDCWD = -100;
  private static final long O_CLOEXEC = 0x80000;
  private static final long THREAD = 0x3d0f00; // what pthread_create(3) asks for
  private static final long SOCK_FLAGS = 0x80800; // SOCK_CLOEXEC | SOCK_NONBLOCK

  private Machine machine = Machine.X86_64;

  private int run(SystemCall call, long... arguments) {
    return run(call.number(machine), arguments);
  }

  private int run(int number, long... arguments) {
    byte[] program = CallFilter.program(machine, PID).toBytes();
    return new BpfMachine(program).run(machine.audit(), number, arguments);
  }

  private void assertAllowed(SystemCall call, long... arguments) {
    assertEquals(CallFilter.ALLOW, run(call, arguments), call::name);
  }

  private void assertRefused(SystemCall call, long... arguments) {
    assertEquals(CallFilter.EPERM, run(call, arguments), call::name);
  }

  @ParameterizedTest
  @EnumSource
  void decidesEveryNamedCallByItsGroup(Machine on) {
    machine = on;
    for (SystemCall call : SystemCall.values()) {
      if (call.number(machine) >= 0 && call.group() == SystemCall.Group.ALLOWED) {
        assertAllowed(call, -1, -1, -1, -1, -1, -1);
      } else if (call.number(machine) >= 0 && call.group() == SystemCall.Group.HOSTILE) {
        assertEquals(CallFilter.KILL, run(call), call::name);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void allowsNoNumberWithoutAName(Machine on) {
    machine = on;
    byte[] program = CallFilter.program(machine, PID).toBytes();
    BpfMachine kernel = new BpfMachine(program);
    for (int number = 0; number < 1000; number++) {
      if (!isNamed(number)) {
        int expected = number < CallFilter.FIRST_NEW_CALL ? CallFilter.EPERM : CallFilter.ENOSYS;
        assertEquals(expected, kernel.run(machine.audit(), number), "call " + number);
      }
    }
  }

  private boolean isNamed(int number) {
    for (SystemCall call : SystemCall.values()) {
      if (call.number(machine) == number) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @EnumSource
  void killsCallsOfOtherArchitecturesAndOfX32(Machine on) {
    machine = on;
    BpfMachine kernel = new BpfMachine(CallFilter.program(machine, PID).toBytes());
    int read = SystemCall.READ.number(machine);
    int i386 = 0x4000_0003;
    assertEquals(CallFilter.KILL, kernel.run(i386, read));
    assertEquals(CallFilter.KILL, kernel.run(machine.audit(), 0x4000_0000 | read));
    assertEquals(CallFilter.KILL, kernel.run(machine.audit(), -1));
  }

  @ParameterizedTest
  @EnumSource
  void opensFilesForReadingOnly(Machine on) {
    machine = on;
    assertAllowed(SystemCall.OPENAT, AT_FDCWD, 1, 0);
    assertAllowed(SystemCall.OPENAT, AT_FDCWD, 1, O_CLOEXEC);
    long oTmpfile = 0x400000;
    for (long writing : new long[] {1, 2, 3, 0x40, 0x200, oTmpfile, 0x241 | O_CLOEXEC}) {
      assertRefused(SystemCall.OPENAT, AT_FDCWD, 1, writing);
      if (machine == Machine.X86_64) {
        assertRefused(SystemCall.OPEN, 1, writing);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void startsThreadsAndNoProcesses(Machine on) {
    machine = on;
    assertAllowed(SystemCall.CLONE, THREAD);
    long sigchld = 17;
    long newUser = 0x1000_0000;
    long vfork = 0x4100;
    for (long flags : new long[] {sigchld, vfork | sigchld, newUser, THREAD | newUser, 0x100}) {
      assertEquals(CallFilter.KILL, run(SystemCall.CLONE, flags));
    }
    int clone3 = 435; // its flags are in memory; the C library falls back to clone(2)
    assertEquals(CallFilter.ENOSYS, run(clone3));
  }

  @ParameterizedTest
  @EnumSource
  void makesInternetSocketsOnly(Machine on) {
    machine = on;
    for (long family : new long[] {2, 10}) {
      assertAllowed(SystemCall.SOCKET, family, 1 | SOCK_FLAGS, 0);
      assertAllowed(SystemCall.SOCKET, family, 2 | SOCK_FLAGS, 17);
      assertAllowed(SystemCall.SOCKET, family, 2 | SOCK_FLAGS, family == 2 ? 1 : 58);
      assertRefused(SystemCall.SOCKET, family, 3 | SOCK_FLAGS, 1); // SOCK_RAW
      assertRefused(SystemCall.SOCKET, family, 1, 132); // SCTP
      assertRefused(SystemCall.SOCKET, family, 1, 262); // MPTCP
    }
    for (long family : new long[] {0, 1, 16, 17, 38, 40}) { // AF_UNIX, NETLINK, PACKET, ALG, VSOCK
      assertEquals(CallFilter.EAFNOSUPPORT, run(SystemCall.SOCKET, family, 2, 0));
    }
    int socketpair = machine == Machine.X86_64 ? 53 : 199;
    assertEquals(CallFilter.EPERM, run(socketpair, 1, 1, 0));
  }

  @ParameterizedTest
  @EnumSource
  void setsNoFiltersOnSockets(Machine on) {
    machine = on;
    long ipv6Only = 26; // which SO_ATTACH_FILTER is at SOL_SOCKET
    assertAllowed(SystemCall.SETSOCKOPT, 5, 41, ipv6Only);
    assertAllowed(SystemCall.SETSOCKOPT, 5, 1, 2);
    assertAllowed(SystemCall.SETSOCKOPT, 5, 6, 1);
    assertRefused(SystemCall.SETSOCKOPT, 5, 1, 26);
    assertRefused(SystemCall.SETSOCKOPT, 5, 1, 50);
    assertRefused(SystemCall.SETSOCKOPT, 5, 1, 52);
    assertRefused(SystemCall.SETSOCKOPT, 5, 255, 1); // SOL_RAW
    assertRefused(SystemCall.SETSOCKOPT, 5, 270, 1); // SOL_NETLINK
  }

  @ParameterizedTest
  @EnumSource
  void signalsItselfOnly(Machine on) {
    machine = on;
    for (SystemCall call : new SystemCall[] {SystemCall.KILL, SystemCall.TGKILL}) {
      assertAllowed(call, PID, 1, 10);
      assertRefused(call, PID + 1, 9);
      assertRefused(call, 1, 9);
      assertRefused(call, -1, 9);
      assertRefused(call, 0, 9);
    }
  }

  @ParameterizedTest
  @EnumSource
  void asksAndDoesNotChangeLimits(Machine on) {
    machine = on;
    assertAllowed(SystemCall.PRLIMIT64, 0, 7, 0, 0x7fff_0000_1000L);
    assertRefused(SystemCall.PRLIMIT64, 0, 7, 0x1000);
    assertRefused(SystemCall.PRLIMIT64, 0, 7, 0x1_0000_0000L); // only the high half is not 0
    assertRefused(SystemCall.PRLIMIT64, 1, 7, 0);
  }

  @ParameterizedTest
  @EnumSource
  void controlsDevicesAndItselfWithinAList(Machine on) {
    machine = on;
    assertAllowed(SystemCall.IOCTL, 5, 0x541b); // FIONREAD
    assertRefused(SystemCall.IOCTL, 0, 0x5412); // TIOCSTI: types into the terminal
    assertRefused(SystemCall.IOCTL, 5, 0x4004_54ca); // TUNSETIFF
    assertRefused(SystemCall.IOCTL, 5, 0x8914); // SIOCSIFFLAGS
    assertAllowed(SystemCall.FCNTL, 5, 4);
    assertRefused(SystemCall.FCNTL, 5, 8); // F_SETOWN
    assertAllowed(SystemCall.PRCTL, 15); // PR_SET_NAME
    assertRefused(SystemCall.PRCTL, 4, 1); // PR_SET_DUMPABLE
    assertRefused(SystemCall.PRCTL, 24, 1); // PR_CAPBSET_DROP
  }

  @ParameterizedTest
  @EnumSource
  void looksEveryNumberUpInFewSteps(Machine on) {
    int size = CallFilter.program(on, PID).size();
    assertTrue(size < 600, size + " instructions; the kernel takes 4096, a reader fewer");
  }
}
