package org.slirp4j.portfwd;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Refusal;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.buffer.Buffer;

/** A stack's end of a TCP flow, with a guest that a test plays. */
final class FakeTcpFlow implements TcpFlow {
  /** Traffic class of what the guest sends. */
  volatile int guestClass;

  /** Traffic class of what is sent to the guest. */
  volatile int classToGuest;

  private static final int RESERVED_BYTES = 64_000;
  private static final int MOST_ROOM_BYTES = 1 << 30;

  private final Rig rig;
  private final IpAddress peer;
  private final int port;
  private final MemorySegment room = Arena.ofAuto().allocate(RESERVED_BYTES);
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  private @Nullable TcpHandler handler;
  private int roomBytes = MOST_ROOM_BYTES;
  private int reserved;
  private boolean askedInVain;
  private byte[] unsent = new byte[0];
  private boolean endComes;
  private boolean endTold;

  private boolean accepted;
  private @Nullable Refusal refusal;
  private boolean outputShut;
  private boolean reset;
  private boolean broken;

  FakeTcpFlow(Rig rig, IpAddress peer, int port) {
    this.rig = rig;
    this.peer = peer;
    this.port = port;
  }

  void attach(TcpHandler handler) {
    this.handler = handler;
  }

  // ---- what the test does in the guest's place ----

  /** The guest answers the SYN/ACK. */
  void establish() {
    rig.run(() -> handler().onEstablished());
  }

  /** The guest sends bytes; what the relay does not take waits here, as in a stack. */
  void send(byte[] data) {
    rig.run(() -> {
      byte[] all = new byte[unsent.length + data.length];
      System.arraycopy(unsent, 0, all, 0, unsent.length);
      System.arraycopy(data, 0, all, unsent.length, data.length);
      boolean stood = unsent.length > 0;
      unsent = all;
      if (!stood) {
        offer();
      }
    });
  }

  /** The guest ends its stream, after all it has sent. */
  void end() {
    rig.run(() -> {
      endComes = true;
      tellEnd();
    });
  }

  /** The stack's verdict that it is over. */
  void closed(boolean wasReset) {
    rig.run(() -> handler().onClosed(wasReset));
  }

  /** Limits how much more the guest takes. */
  void setRoom(int bytes) {
    rig.run(() -> roomBytes = bytes);
  }

  /** The guest has taken something: there is room again. */
  void addRoom(int bytes) {
    rig.run(() -> {
      roomBytes = Math.min(roomBytes + bytes, MOST_ROOM_BYTES);
      if (askedInVain) {
        askedInVain = false;
        handler().onSendRoom();
      }
    });
  }

  /** From now on the flow fails as no flow should. */
  void breakDown() {
    rig.run(() -> broken = true);
  }

  // ---- what the test sees ----

  boolean isAccepted() {
    return rig.onLoop(() -> accepted);
  }

  @Nullable Refusal refusal() {
    return rig.onLoop(() -> refusal);
  }

  boolean isOutputShut() {
    return rig.onLoop(() -> outputShut);
  }

  boolean isReset() {
    return rig.onLoop(() -> reset);
  }

  byte[] received() {
    return rig.onLoop(received::toByteArray);
  }

  int receivedBytes() {
    return rig.onLoop(received::size);
  }

  /** Returns how many of the guest's bytes the relay has not taken yet. */
  int unsentBytes() {
    return rig.onLoop(() -> unsent.length);
  }

  // ---- TcpFlow ----

  @Override
  public long id() {
    return 1;
  }

  @Override
  public IpAddress guestAddress() {
    return Family.of(peer).guest();
  }

  @Override
  public int guestPort() {
    return 40_000;
  }

  @Override
  public IpAddress peerAddress() {
    return peer;
  }

  @Override
  public int peerPort() {
    return port;
  }

  @Override
  public int trafficClass() {
    return guestClass;
  }

  @Override
  public void trafficClass(int value) {
    classToGuest = value;
  }

  @Override
  public void accept() {
    check(!accepted && refusal == null, "accept after an answer");
    accepted = true;
  }

  @Override
  public void refuse(Refusal refusal) {
    check(!accepted && this.refusal == null, "refuse after an answer");
    this.refusal = refusal;
  }

  @Override
  public int sendRoomBytes() {
    return roomBytes;
  }

  @Override
  public long reserve() {
    if (broken) {
      throw new IllegalStateException("broken down");
    }
    check(reserved == 0 && !outputShut && !reset, "reserve at a wrong time");
    reserved = Math.min(RESERVED_BYTES, roomBytes);
    askedInVain = reserved == 0;
    return reserved == 0 ? 0 : room.address();
  }

  @Override
  public int reservedBytes() {
    return reserved;
  }

  @Override
  public void commit(int length) {
    check(length >= 0 && length <= reserved, "commit of more than reserved");
    received.writeBytes(room.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    roomBytes -= length;
    reserved = 0;
  }

  @Override
  public void shutdownOutput() {
    check(!outputShut, "second end of stream");
    outputShut = true;
  }

  @Override
  public void resume() {
    offer();
  }

  @Override
  public void reset() {
    reset = true;
  }

  private void offer() {
    while (unsent.length > 0) {
      Buffer buffer = rig.buffers.large().take();
      if (buffer == null) {
        throw new AssertionError("no buffer");
      }
      int length = Math.min(unsent.length, RESERVED_BYTES);
      MemorySegment.copy(unsent, 0, buffer.memory(), ValueLayout.JAVA_BYTE, 100, length);
      int taken = handler().onData(buffer, 100, length);
      buffer.release();
      byte[] rest = new byte[unsent.length - taken];
      System.arraycopy(unsent, taken, rest, 0, rest.length);
      unsent = rest;
      if (taken < length) {
        return;
      }
    }
    tellEnd();
  }

  private void tellEnd() {
    if (endComes && !endTold && unsent.length == 0) {
      endTold = true;
      handler().onEnd();
    }
  }

  private TcpHandler handler() {
    if (handler == null) {
      throw new AssertionError("no handler");
    }
    return handler;
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new AssertionError(what);
    }
  }
}
