package org.slirp4j.portfwd.auto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A request for all sockets of one family and protocol, in some states and of some ports.
 *
 * <pre>
 *   0  nlmsghdr          length:32 | type:16 | flags:16 | sequence:32 | sender:32
 *   16 inet_diag_req_v2  family:8 | protocol:8 | extensions:8 | padding:8 | states:32 | a socket:48
 *   72 attribute         length:16 | type:16 (bytecode)
 *   76 inet_diag_bc_op   code:8 | yes:8 | no:16, four of them:
 *                        own port ≥ | first | own port ≤ | last
 * </pre>
 *
 * The bytecode runs in the kernel, so that sockets out of range cost no message. A jump beyond the
 * end by one instruction is a refusal: {@code <linux/inet_diag.h>}, inet_diag_bc_run.
 */
final class DiagRequest {
  static final int BYTES = 92;

  private static final int SOCK_DIAG_BY_FAMILY = 20;
  private static final int NLM_F_REQUEST_DUMP = 0x301; // NLM_F_REQUEST | NLM_F_ROOT | NLM_F_MATCH
  private static final int INET_DIAG_REQ_BYTECODE = 1;
  private static final int INET_DIAG_BC_S_GE = 2;
  private static final int INET_DIAG_BC_S_LE = 3;
  private static final int CODE = 76;
  private static final int CODE_BYTES = BYTES - CODE;
  private static final int COOKIE = 64; // of the socket; all ones: any

  private final MemorySegment block;

  /** Makes a request in memory of {@code arena}. */
  DiagRequest(Arena arena) {
    block = arena.allocate(BYTES, 8);
    block.set(ValueLayout.JAVA_INT, 0, BYTES);
    block.set(ValueLayout.JAVA_SHORT, 4, (short) SOCK_DIAG_BY_FAMILY);
    block.set(ValueLayout.JAVA_SHORT, 6, (short) NLM_F_REQUEST_DUMP);
    block.set(ValueLayout.JAVA_LONG, COOKIE, -1);
    block.set(ValueLayout.JAVA_SHORT, 72, (short) (BYTES - 72));
    block.set(ValueLayout.JAVA_SHORT, 74, (short) INET_DIAG_REQ_BYTECODE);
  }

  /** Returns where it is. */
  long address() {
    return block.address();
  }

  /** Says what is asked for; {@code states} has a bit for each state. */
  void set(int sequence, int family, int protocol, int states, int firstPort, int lastPort) {
    block.set(ValueLayout.JAVA_INT, 8, sequence);
    block.set(ValueLayout.JAVA_BYTE, 16, (byte) family);
    block.set(ValueLayout.JAVA_BYTE, 17, (byte) protocol);
    block.set(ValueLayout.JAVA_INT, 20, states);
    compare(CODE, INET_DIAG_BC_S_GE, firstPort);
    compare(CODE + 8, INET_DIAG_BC_S_LE, lastPort);
  }

  private void compare(int at, int code, int port) {
    int toRefusal = CODE + CODE_BYTES - at + 4;
    block.set(ValueLayout.JAVA_BYTE, at, (byte) code);
    block.set(ValueLayout.JAVA_BYTE, at + 1, (byte) 8);
    block.set(ValueLayout.JAVA_SHORT, at + 2, (short) toRefusal);
    block.set(ValueLayout.JAVA_INT, at + 4, 0);
    block.set(ValueLayout.JAVA_SHORT, at + 6, (short) port);
  }
}
