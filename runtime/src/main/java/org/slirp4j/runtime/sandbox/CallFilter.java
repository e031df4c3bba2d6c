package org.slirp4j.runtime.sandbox;

import java.util.Arrays;

/**
 * The allow list as a program: from a system call's number and arguments to what is done about it.
 *
 * <pre>
 *   another architecture's call, x32     killed
 *   {@link SystemCall.Group#HOSTILE}     killed
 *   {@link SystemCall.Group#ALLOWED}     let through
 *   {@link SystemCall.Group#CHECKED}     by its arguments, below
 *   any other, newer than Linux 5.1      ENOSYS: libraries have an older way
 *   any other                            EPERM
 * </pre>
 *
 * <p>The numbers are looked up in a binary tree, eight comparisons deep; since Linux 5.11 the
 * kernel remembers which numbers are allowed whatever their arguments and does not run the program
 * for them at all.
 */
final class CallFilter {
  // <linux/seccomp.h>; an error's number is in the low 16 bits.
  static final int ALLOW = 0x7fff_0000;
  static final int KILL = 0x8000_0000; // the whole process
  static final int EPERM = 0x0005_0000 | 1;
  static final int EAFNOSUPPORT = 0x0005_0000 | 97;
  static final int ENOSYS = 0x0005_0000 | 38;

  /** Calls from here on have the same number everywhere, and came after Linux 5.0. */
  static final int FIRST_NEW_CALL = 424;

  /** x32 is x86-64 with this bit in the number: {@code <asm/unistd.h>}. */
  private static final int X32_BIT = 0x4000_0000;

  // openat(2); __O_TMPFILE is the bit that tells O_TMPFILE from O_DIRECTORY.
  private static final int O_ACCMODE = 3;
  private static final int O_CREAT = 0x40;
  private static final int O_TRUNC = 0x200;
  private static final int O_TMPFILE_BIT = 0x40_0000;
  private static final int WRITING = O_ACCMODE | O_CREAT | O_TRUNC | O_TMPFILE_BIT;

  // clone(2)
  private static final int CLONE_VM = 0x100;
  private static final int CLONE_THREAD = 0x1_0000;

  /** NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
  private static final int CLONE_NEW_ANY = 0x2_0000 | 0x200_0000 | 0x7c00_0000;

  // socket(2)
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int TYPE_MASK = 0xf;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int[] PROTOCOLS = {0, 1, 6, 17, 58}; // any, ICMP, TCP, UDP, ICMPv6

  // setsockopt(2)
  private static final int SOL_SOCKET = 1;
  private static final int[] PROTOCOL_LEVELS = {0, 6, 17, 41, 58}; // IP, TCP, UDP, IPv6, ICMPv6

  /** SO_ATTACH_FILTER, SO_ATTACH_BPF, SO_ATTACH_REUSEPORT_CBPF, SO_ATTACH_REUSEPORT_EBPF. */
  private static final int[] SOCKET_FILTERS = {26, 50, 51, 52};

  /**
   * FIONREAD, FIONBIO, TCGETS (isatty), SIOCOUTQ, SIOCOUTQNSD; SIOCGIFNAME, SIOCGIFCONF,
   * SIOCGIFFLAGS, SIOCGIFADDR, SIOCGIFBRDADDR, SIOCGIFNETMASK, SIOCGIFMTU, SIOCGIFHWADDR,
   * SIOCGIFINDEX; TUNGETIFF.
   */
  private static final int[] REQUESTS = {
    0x541b,
    0x5421,
    0x5401,
    0x5411,
    0x894b,
    0x8910,
    0x8912,
    0x8913,
    0x8915,
    0x8919,
    0x891b,
    0x8921,
    0x8927,
    0x8933,
    0x8004_54d2
  };

  /**
   * F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC; F_SETPIPE_SZ, F_GETPIPE_SZ for
   * splice(2).
   */
  private static final int[] FCNTLS = {0, 1, 2, 3, 4, 1030, 1031, 1032};

  /** PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_VMA (names of memory). */
  private static final int[] PRCTLS = {3, 15, 16, 0x5356_4d41};

  private final Machine machine;
  private final int ownPid;
  private final BpfCode allow = new BpfCode().give(ALLOW);
  private final BpfCode kill = new BpfCode().give(KILL);
  private final BpfCode refuse = new BpfCode().give(EPERM);
  private final BpfCode unknown = new BpfCode().give(ENOSYS);

  private CallFilter(Machine machine, int ownPid) {
    this.machine = machine;
    this.ownPid = ownPid;
  }

  /** Returns the program for a machine and the process {@code ownPid}. */
  static BpfCode program(Machine machine, int ownPid) {
    return new CallFilter(machine, ownPid).program();
  }

  private BpfCode program() {
    BpfCode code = new BpfCode();
    code.load(BpfCode.ARCHITECTURE_AT).skipIfEqual(machine.audit(), 1).give(KILL);
    code.load(BpfCode.NUMBER_AT);
    return code.append(tree());
  }

  private BpfCode tree() {
    BpfCode[] leaves = leaves();
    int[] starts = new int[leaves.length + 1];
    BpfCode[] pieces = new BpfCode[leaves.length + 1];
    int count = 0;
    for (int number = 0; number < leaves.length; number++) {
      if (count == 0 || leaves[number] != pieces[count - 1]) {
        starts[count] = number;
        pieces[count++] = leaves[number];
      }
    }
    starts[count] = X32_BIT;
    pieces[count++] = kill;
    return tree(starts, pieces, 0, count);
  }

  private static BpfCode tree(int[] starts, BpfCode[] pieces, int from, int to) {
    if (to - from == 1) {
      return pieces[from];
    }
    int middle = (from + to) >>> 1;
    return new BpfCode()
        .ifLess(starts[middle], tree(starts, pieces, from, middle))
        .append(tree(starts, pieces, middle, to));
  }

  /** Returns what is done about each number; the last is for all above it. */
  private BpfCode[] leaves() {
    SystemCall[] calls = SystemCall.values();
    int highest = FIRST_NEW_CALL;
    for (SystemCall call : calls) {
      highest = Math.max(highest, call.number(machine));
    }
    BpfCode[] leaves = new BpfCode[highest + 2];
    Arrays.fill(leaves, 0, FIRST_NEW_CALL, refuse);
    Arrays.fill(leaves, FIRST_NEW_CALL, leaves.length, unknown);
    for (SystemCall call : calls) {
      int number = call.number(machine);
      if (number >= 0) {
        leaves[number] = leaf(call);
      }
    }
    return leaves;
  }

  private BpfCode leaf(SystemCall call) {
    if (call.group() == SystemCall.Group.ALLOWED) {
      return allow;
    }
    return call.group() == SystemCall.Group.HOSTILE ? kill : checked(call);
  }

  // No switch over the constants: it costs a class at start-up.
  private BpfCode checked(SystemCall call) {
    if (call == SystemCall.OPENAT) {
      return ifMasked(2, WRITING, 0, EPERM);
    } else if (call == SystemCall.OPEN) {
      return ifMasked(1, WRITING, 0, EPERM);
    } else if (call == SystemCall.CLONE) {
      int thread = CLONE_VM | CLONE_THREAD;
      return ifMasked(0, thread | CLONE_NEW_ANY, thread, KILL);
    } else if (call == SystemCall.SOCKET) {
      return socket();
    } else if (call == SystemCall.SETSOCKOPT) {
      return setsockopt();
    } else if (call == SystemCall.IOCTL) {
      return oneOf(1, -1, REQUESTS, EPERM).give(ALLOW);
    } else if (call == SystemCall.FCNTL) {
      return oneOf(1, -1, FCNTLS, EPERM).give(ALLOW);
    } else if (call == SystemCall.PRCTL) {
      return oneOf(0, -1, PRCTLS, EPERM).give(ALLOW);
    } else if (call == SystemCall.PRLIMIT64) {
      return onlyAsks();
    }
    return ifMasked(0, -1, ownPid, EPERM); // kill, tgkill: ourselves only
  }

  private static BpfCode socket() {
    return oneOf(0, -1, new int[] {AF_INET, AF_INET6}, EAFNOSUPPORT)
        .append(oneOf(1, TYPE_MASK, new int[] {SOCK_STREAM, SOCK_DGRAM}, EPERM))
        .append(oneOf(2, -1, PROTOCOLS, EPERM))
        .give(ALLOW);
  }

  private static BpfCode setsockopt() {
    BpfCode others = new BpfCode();
    for (int i = 0; i < PROTOCOL_LEVELS.length; i++) {
      others.skipIfEqual(PROTOCOL_LEVELS[i], PROTOCOL_LEVELS.length - i);
    }
    others.give(EPERM).give(ALLOW);
    BpfCode code = new BpfCode().load(BpfCode.argumentAt(1));
    code.skipIfEqual(SOL_SOCKET, others.size()).append(others).load(BpfCode.argumentAt(2));
    for (int i = 0; i < SOCKET_FILTERS.length; i++) {
      code.skipIfEqual(SOCKET_FILTERS[i], SOCKET_FILTERS.length - i);
    }
    return code.give(ALLOW).give(EPERM);
  }

  /** prlimit(2) of ourselves without a new limit: arguments 0 and 2 are 0, the latter a pointer. */
  private static BpfCode onlyAsks() {
    int[] none = {0};
    return oneOf(0, -1, none, EPERM)
        .append(oneOf(2, -1, none, EPERM))
        .load(BpfCode.argumentAt(2) + Integer.BYTES)
        .skipIfEqual(0, 1)
        .give(EPERM)
        .give(ALLOW);
  }

  /** Lets through when {@code mask}ed argument {@code index} is {@code value}. */
  private static BpfCode ifMasked(int index, int mask, int value, int otherwise) {
    return oneOf(index, mask, new int[] {value}, otherwise).give(ALLOW);
  }

  /** Goes on behind when the masked argument is one of these, each an {@code int} in C. */
  private static BpfCode oneOf(int index, int mask, int[] values, int otherwise) {
    BpfCode code = new BpfCode().load(BpfCode.argumentAt(index));
    if (mask != -1) {
      code.mask(mask);
    }
    for (int i = 0; i < values.length; i++) {
      code.skipIfEqual(values[i], values.length - i);
    }
    return code.give(otherwise);
  }
}
