package org.slirp4j.tcpip.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.Stack;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.StackSecret;
import org.slirp4j.tcpip.TcpTimeouts;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;

/** A stack between a container (byte arrays) and a checking device, on a clock that tests turn. */
public final class TestStack {
  public static final long STACK_MAC = 0x5255_0a00_0202L;
  public static final long GUEST_MAC = 0x0242_ac11_0002L;
  public static final int GATEWAY = GuestFrames.ip("10.0.2.2");
  public static final int DNS = GuestFrames.ip("10.0.2.3");
  public static final int GUEST = GuestFrames.ip("10.0.2.100");

  /** An address of the world beyond the stack. */
  public static final int FAR = GuestFrames.ip("192.0.2.7");

  public static final IpAddress ROUTER6 = GuestFrames6.ip("fe80::2");
  public static final IpAddress GATEWAY6 = GuestFrames6.ip("fd00::2");
  public static final IpAddress DNS6 = GuestFrames6.ip("fd00::3");
  public static final IpAddress GUEST6 = GuestFrames6.ip("fd00::42:acff:fe11:2");
  public static final IpAddress GUEST6_LOCAL = GuestFrames6.ip("fe80::42:acff:fe11:2");

  /** An IPv6 address of the world beyond the stack. */
  public static final IpAddress FAR6 = GuestFrames6.ip("2001:db8:7::7");

  public static final long MILLISECOND = 1_000_000L;
  public static final long SECOND = 1_000_000_000L;

  /** Where tests' time begins: not at zero, and not on a tick. */
  public static final long START = 7_777_777_777_777L;

  private static final int FRAME_AT = 10; // behind a virtio-net header, at no aligned address

  public final StackConfig config;
  public final Buffers buffers;
  public final Stack stack;
  public final FrameChecker device;
  public final GuestFrames guest = new GuestFrames(GUEST_MAC, GUEST, STACK_MAC);
  public final GuestFrames6 guest6 = new GuestFrames6(GUEST_MAC, GUEST6, STACK_MAC);
  private long now = START;

  /** Makes a stack with MTU 1500 and a device that takes finished packets only. */
  public TestStack(Uplink uplink) {
    this(config(1500, Offloads.NONE, Limits.DEFAULT), Buffers.bounded(256, 4096), uplink);
  }

  /** Makes any stack. */
  public TestStack(StackConfig config, Buffers buffers, Uplink uplink) {
    this.config = config;
    this.buffers = buffers;
    this.device = new FrameChecker(config);
    this.stack = new Stack(config, new StackSecret(42, -42), buffers, uplink, now);
  }

  /** Returns a configuration with the usual addresses. */
  public static StackConfig config(int mtu, Offloads offloads, Limits limits) {
    return new StackConfig(
        mtu, STACK_MAC, IpAddress.v4(GATEWAY), IpAddress.v4(DNS), 24, null, offloads, limits);
  }

  /** Returns a configuration that only differs in its time-outs. */
  public static StackConfig withTimeouts(StackConfig of, TcpTimeouts timeouts) {
    return new StackConfig(
        of.mtu(),
        of.mac(),
        of.gateway(),
        of.dns(),
        of.prefixBits(),
        of.ipv6(),
        of.dhcp(),
        of.offloads(),
        of.limits(),
        timeouts);
  }

  /** Returns a configuration with the usual addresses of both families. */
  public static StackConfig config6(int mtu, Offloads offloads, Limits limits) {
    Ipv6Config ipv6 = new Ipv6Config(ROUTER6, GATEWAY6, DNS6, GuestFrames6.ip("fd00::"), true);
    IpAddress gateway = IpAddress.v4(GATEWAY);
    return new StackConfig(mtu, STACK_MAC, gateway, IpAddress.v4(DNS), ipv6, offloads, limits);
  }

  /**
   * Makes a stack of both families with MTU 1500 and a device that takes finished packets only, to
   * which the container has introduced itself.
   */
  public static TestStack dual(Uplink uplink) {
    TestStack dual = silent(uplink);
    dual.introduce();
    return dual;
  }

  /** Makes such a stack whose container has not said anything. */
  public static TestStack silent(Uplink uplink) {
    StackConfig config = config6(1500, Offloads.NONE, Limits.DEFAULT);
    return new TestStack(config, Buffers.bounded(256, 4096), uplink);
  }

  /** Returns the time. */
  public long now() {
    return now;
  }

  /** Hands the stack a frame; nothing is emitted yet. */
  public void deliver(byte[] frame) {
    deliver(frame, false, 0);
  }

  /** Hands the stack a frame with what its virtio-net header would say. */
  public void deliver(byte[] frame, boolean checksumTrusted, int segmentBytes) {
    Buffer buffer = buffers.large().take();
    assertNotNull(buffer, "no buffer for a frame from the guest");
    MemorySegment.copy(MemorySegment.ofArray(frame), 0, buffer.memory(), FRAME_AT, frame.length);
    stack.onFrame(buffer, FRAME_AT, frame.length, checksumTrusted, segmentBytes, now);
    buffer.release();
  }

  /** Lets the container say where it is, so that nobody has to ask. */
  public void introduce() {
    deliver(guest.arpRequest(GUEST));
    if (config.ipv6() != null) {
      deliver(guest6.neighbourSolicitation(GATEWAY6));
      emit();
      device.clear();
    }
  }

  /** Returns the container's answer to a question for its address. */
  public byte[] arpReply() {
    return guest.arp(STACK_MAC, 2, GUEST_MAC, GUEST, STACK_MAC, GATEWAY);
  }

  /** Returns the container's answer to a question for its IPv6 address. */
  public byte[] neighbourAdvertisement() {
    return guest6.neighbourAdvertisement(GATEWAY6, GUEST6, GuestFrames6.SOLICITED, GUEST_MAC);
  }

  /** Lets the stack hand its frames to the device. */
  public void emit() {
    stack.emit(device, now);
  }

  /** Delivers frames, emits once, and returns what came out. */
  public List<EmittedFrame> exchange(byte[]... frames) {
    for (byte[] frame : frames) {
      deliver(frame);
    }
    emit();
    return device.take();
  }

  /** Lets time pass, with every deadline in its turn. */
  public void advance(long nanos) {
    long end = now + nanos;
    long next = stack.nextDeadline();
    while (next != Stack.NEVER && next <= end) {
      now = Math.max(now, next);
      stack.onDeadline(now);
      emit();
      next = stack.nextDeadline();
      assertTrue(next > now, "a deadline that does not go away");
    }
    now = end;
  }

  /** Returns a buffer that holds {@code payload} at {@link Buffers#HEADROOM_BYTES}. */
  public Buffer payload(byte[] payload) {
    boolean small = Buffers.HEADROOM_BYTES + payload.length <= Buffers.SMALL_BYTES;
    Buffer buffer = (small ? buffers.small() : buffers.large()).take();
    assertNotNull(buffer, "no buffer for a payload");
    MemorySegment.copy(
        MemorySegment.ofArray(payload), 0, buffer.memory(), Buffers.HEADROOM_BYTES, payload.length);
    return buffer;
  }

  /** Fails unless {@code reason} was counted this often. */
  public void assertDrops(DropReason reason, long times) {
    assertEquals(times, stack.counters().drops(reason), () -> reason + "; all: " + dropsText());
  }

  /** Fails unless nothing was dropped for any reason. */
  public void assertNoDrops() {
    assertEquals("", dropsText());
  }

  /** Fails unless every buffer is back in its pool. */
  public void assertNothingHeld() {
    assertEquals(0, buffers.large().inUse(), "large buffers held");
    assertEquals(0, buffers.small().inUse(), "small buffers held");
  }

  private String dropsText() {
    StringBuilder text = new StringBuilder();
    for (DropReason reason : DropReason.values()) {
      long drops = stack.counters().drops(reason);
      if (drops > 0) {
        text.append(reason).append(' ').append(drops).append(' ');
      }
    }
    return text.toString();
  }
}
