package org.slirp4j.tcpip.tcp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.buffer.Buffer;

/** A relay that does what a script says, and keeps what it was told for the script to ask for. */
final class ScriptedRelay implements TcpHandler {
  static final int FROM_GUEST = 17;
  static final int FROM_RELAY = 101;

  final TcpFlow flow;
  final Deque<String> events = new ArrayDeque<>();

  /** What to do when an event comes: event's first word to a call's name. */
  final Map<String, String> reactions = new HashMap<>();

  private long willTake = Long.MAX_VALUE;
  private long received;
  private long written;

  ScriptedRelay(TcpFlow flow) {
    this.flow = flow;
  }

  /** Returns bytes [offset, offset + length) of a stream that tests send. */
  static byte[] pattern(int stream, long offset, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      long at = offset + i;
      bytes[i] = (byte) (at * 31 + (at >> 8) * 7 + stream);
    }
    return bytes;
  }

  void willTake(long bytes) {
    willTake = bytes;
  }

  /**
   * Writes {@code length} bytes in commits of at most {@code piece}; fails when there is no room.
   */
  void write(int length, int piece) {
    for (int left = length; left > 0; ) {
      int wrote = writeOnce(Math.min(left, piece));
      if (wrote == 0) {
        throw new AssertionError("no room for the last " + left + " of " + length + " bytes");
      }
      left -= wrote;
    }
  }

  /** Writes until there is no room, and returns how much that was. */
  long fill() {
    long before = written;
    while (writeOnce(Integer.MAX_VALUE) > 0) {
      // goes on
    }
    return written - before;
  }

  @SuppressWarnings("restricted") // as a system call would be given it
  private int writeOnce(int most) {
    long address = flow.reserve();
    if (address == 0) {
      return 0;
    }
    int length = Math.min(most, flow.reservedBytes());
    byte[] bytes = pattern(FROM_RELAY, written, length);
    MemorySegment room = MemorySegment.ofAddress(address).reinterpret(length);
    MemorySegment.copy(bytes, 0, room, ValueLayout.JAVA_BYTE, 0, length);
    flow.commit(length);
    written += length;
    return length;
  }

  @Override
  public int onData(Buffer buffer, int at, int length) {
    int taken = (int) Math.min(length, willTake);
    willTake -= willTake == Long.MAX_VALUE ? 0 : taken;
    byte[] bytes = buffer.memory().asSlice(at, taken).toArray(ValueLayout.JAVA_BYTE);
    if (!Arrays.equals(bytes, pattern(FROM_GUEST, received, taken))) {
      throw new AssertionError("wrong bytes in data " + received + "+" + taken);
    }
    received += taken;
    if (taken > 0) {
      String last = events.peekLast();
      int sum = taken;
      if (last != null && last.startsWith("data ")) {
        sum += Integer.parseInt(last.substring(5));
        events.removeLast();
      }
      events.addLast("data " + sum);
      react("data");
    }
    return taken;
  }

  @Override
  public void onEnd() {
    events.addLast("end");
    react("end");
  }

  @Override
  public void onEstablished() {
    events.addLast("established");
    react("established");
  }

  @Override
  public void onSendRoom() {
    events.addLast("room");
    react("room");
  }

  @Override
  public void onClosed(boolean reset) {
    events.addLast(reset ? "reset" : "closed");
    react("closed");
  }

  private void react(String event) {
    String reaction = reactions.remove(event);
    if (reaction != null) {
      call(reaction);
    }
  }

  /** Makes one of the calls that need no more than the flow; false when it is not one. */
  boolean call(String call) {
    switch (call) {
      case "accept" -> flow.accept();
      case "shutdown" -> flow.shutdownOutput();
      case "abort" -> flow.reset();
      case "resume" -> flow.resume();
      case "write one" -> write(1, 1);
      case "write one and shutdown" -> {
        write(1, 1);
        flow.shutdownOutput();
      }
      case "reserve and shutdown" -> {
        flow.reserve();
        flow.shutdownOutput();
        if (flow.reservedBytes() != 0) {
          throw new AssertionError("room that nothing can be written into");
        }
      }
      // Four gigabytes are as many numbers as there are: the first one comes by again.
      case "as after 4 GiB" ->
          ((TcpConnection) flow).sender.iss = ((TcpConnection) flow).sender.una;
      default -> {
        return false;
      }
    }
    return true;
  }
}
