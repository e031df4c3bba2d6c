package org.slirp4j.tcpip.tcp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.buffer.Buffer;

/**
 * One end of a simulated connection: sends a stream of known bytes in pieces of random size, takes
 * what it gets in such pieces and checks every byte, and closes when it has sent all.
 */
final class SimulatedRelay implements TcpHandler {
  private final String name;
  private final Random random;
  private final int stream;
  private final int toSend;
  private final int toReceive;
  private final int greed;
  private final long abortAt;
  private final boolean eager;

  @Nullable TcpFlow flow;
  private int sent;
  private int received;
  private boolean waitsForRoom;
  private boolean shut;
  boolean waitsForItself;
  boolean established;
  boolean ended;
  boolean closed;
  boolean reset;
  boolean aborted;

  /**
   * Makes one end.
   *
   * @param stream number of the stream that it sends; the other end's is one more or less
   * @param greed most bytes that it takes or writes at a time
   * @param abortAt number of bytes after which it cuts the connection, negative for never
   */
  SimulatedRelay(
      String name, Random random, int stream, int toSend, int toReceive, int greed, long abortAt) {
    this(name, random, stream, toSend, toReceive, greed, abortAt, false);
  }

  private SimulatedRelay(
      String name,
      Random random,
      int stream,
      int toSend,
      int toReceive,
      int greed,
      long abortAt,
      boolean eager) {
    this.eager = eager;
    this.name = name;
    this.random = random;
    this.stream = stream;
    this.toSend = toSend;
    this.toReceive = toReceive;
    this.greed = greed;
    this.abortAt = abortAt;
  }

  /** Makes an end that writes whenever there is room and takes everything at once. */
  static SimulatedRelay eager(String name, Random random, int stream, int toSend, int toReceive) {
    return new SimulatedRelay(name, random, stream, toSend, toReceive, toSend + 1, -1, true);
  }

  private static byte byteAt(int stream, int offset) {
    int mixed = (offset + stream * 0x1000_193) * 0x9e37_79b1;
    return (byte) (mixed >>> 24);
  }

  private TcpFlow flow() {
    return Objects.requireNonNull(flow);
  }

  boolean isOver() {
    return closed || aborted;
  }

  /** Tells whether there is something to do that no event will call for. */
  boolean hasWork() {
    return waitsForItself || (sent < toSend && !waitsForRoom);
  }

  /** Does what can be done now: writes, takes again what it left. */
  void act() {
    if (isOver()) {
      return;
    }
    if (waitsForItself) {
      waitsForItself = false;
      flow().resume();
    }
    write();
  }

  @SuppressWarnings("restricted") // as a system call would be given it
  private void write() {
    int budget = eager ? greed : 1 + random.nextInt(greed);
    while (!isOver() && established && !waitsForRoom && sent < toSend && budget > 0) {
      long address = flow().reserve();
      if (address == 0) {
        waitsForRoom = true;
        return;
      }
      int length = Math.min(Math.min(flow().reservedBytes(), toSend - sent), budget);
      MemorySegment room = MemorySegment.ofAddress(address).reinterpret(length);
      for (int i = 0; i < length; i++) {
        room.set(ValueLayout.JAVA_BYTE, i, byteAt(stream, sent + i));
      }
      flow().commit(length);
      sent += length;
      budget -= length;
      abortIfDue();
    }
    if (!isOver() && established && sent == toSend && !shut) {
      shut = true;
      flow().shutdownOutput();
    }
  }

  /** Cuts the connection if it is not over by now. */
  void giveUp() {
    aborted = true;
    if (flow != null) {
      flow.reset();
    }
  }

  private void abortIfDue() {
    if (abortAt >= 0 && sent + received >= abortAt && !isOver()) {
      aborted = true;
      flow().reset();
    }
  }

  @Override
  public int onData(Buffer buffer, int at, int length) {
    check(established && !ended && !isOver(), "data at the wrong time");
    boolean some = !eager && random.nextInt(4) == 0;
    int taken = some ? random.nextInt(Math.min(length, greed) + 1) : length;
    for (int i = 0; i < taken; i++) {
      byte found = buffer.memory().get(ValueLayout.JAVA_BYTE, at + i);
      check(found == byteAt(stream ^ 1, received + i), "wrong byte at " + (received + i));
    }
    received += taken;
    waitsForItself = taken < length;
    abortIfDue();
    return taken;
  }

  @Override
  public void onEnd() {
    check(established && !ended && !isOver(), "end at the wrong time");
    check(received == toReceive, "end after " + received + " of " + toReceive);
    ended = true;
  }

  @Override
  public void onEstablished() {
    check(!established && !isOver(), "established at the wrong time");
    established = true;
    if (eager || random.nextBoolean()) {
      write();
    }
  }

  @Override
  public void onSendRoom() {
    check(waitsForRoom && !isOver(), "room that nobody wants");
    waitsForRoom = false;
    if (eager || random.nextBoolean()) {
      write();
    }
  }

  @Override
  public void onClosed(boolean reset) {
    check(!isOver(), "closed twice");
    check(reset || (ended && shut), "an orderly end of what is not over");
    closed = true;
    this.reset = reset;
  }

  private void check(boolean right, String wrong) {
    if (!right) {
      throw new AssertionError(wrong + ": " + this);
    }
  }

  @Override
  public String toString() {
    return "%s sent %d/%d received %d/%d%s%s%s%s%s%s"
        .formatted(
            name,
            sent,
            toSend,
            received,
            toReceive,
            established ? " established" : "",
            waitsForRoom ? " waits" : "",
            shut ? " shut" : "",
            ended ? " ended" : "",
            closed ? (reset ? " reset" : " closed") : "",
            aborted ? " aborted" : "");
  }
}
